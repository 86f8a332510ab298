//! The journal's files: what is written comes back to the byte, nothing secret is in them, and nothing in their way makes
//! them harm anyone.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a file that goes wrong should stop the test"
)]

use patchpanel::api::wire::StateVersion;
use patchpanel::connector::FIELDS;
use patchpanel::edit::{At, Column, Draft, Json, Kind, Record, Row, Secret, Slot, Value};
use patchpanel::journal::Journal;
use patchpanel::journal::kept::{Ending, Holder, Kept};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// In every secret of these tests.
const SECRET: &str = "hush5ecret";

fn journal(state: &Path) -> Journal {
    Journal::new(Ok(state), "api.intercom.io", &FIELDS, 77)
}

fn at(key: &str) -> At {
    At::of(&FIELDS, key).unwrap()
}

fn work(id: &str, entries: Vec<(At, Value, Value)>) -> Kept {
    Kept {
        id: id.to_owned(),
        name: "One".to_owned(),
        version: StateVersion::Draft,
        base_revision: Some("2026-01-01T00:00:00Z".to_owned()),
        when: 1_790_000_000,
        entries,
        again: Vec::new(),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn some_work(id: &str) -> Kept {
    work(id, vec![(at("name"), text("One"), text("Two"))])
}

/// Writes it, and reads it as the next program would.
fn again(state: &Path, kept: &Kept) -> Kept {
    let first = journal(state);
    first.claim(Some("ws"), &kept.id);
    first.keep(kept).unwrap();
    drop(first);
    journal(state).claim(Some("ws"), &kept.id).found.unwrap().kept
}

fn place(state: &TempDir, name: &str) -> PathBuf {
    state.path().join("patchpanel/journal/api.intercom.io/ws").join(name)
}

// What is written.

fn any_text() -> BoxedStrategy<String> {
    let odd =
        ["", "null", "{oops", "\u{0}\u{1b}[31m", "\u{202e}\u{feff}", "a\r\n\tb\u{2028}", "\"\\", "日本👩‍💻"];
    prop_oneof![select(odd.to_vec()).prop_map(str::to_owned), "(?s).{0,12}"].boxed()
}

fn any_json() -> BoxedStrategy<Json> {
    let digits = ["0", "-0", "1.10", "12345678901234567890", "-1e400", "1E5", "0.1000"];
    let number = select(digits.to_vec()).prop_map(|digits| serde_json::from_str(digits).unwrap());
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        number,
        any_text().prop_map(Json::String)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((any_text(), inner), 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Any value that a field or cell of this kind can come to hold.
fn any_value(kind: Kind) -> BoxedStrategy<Value> {
    let fitting = match kind {
        Kind::Secret => {
            return prop_oneof![
                Just(Secret::Kept),
                Just(Secret::new("")),
                "[a-z]{0,4}".prop_map(|end| Secret::new(&format!("{SECRET}{end}"))),
                Just(Secret::Known(SECRET.into())),
            ]
            .prop_map(Value::Secret)
            .boxed();
        }
        Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Set(_) => prop::collection::vec(any_text(), 0..4).prop_map(Value::Set).boxed(),
        Kind::List => prop::collection::vec(any_text(), 0..4).prop_map(Value::List).boxed(),
        Kind::Document => any_text().prop_map(Value::Document).boxed(),
        Kind::Table(columns) => prop::collection::vec(any_row(columns), 0..3).prop_map(Value::Rows).boxed(),
        _ => any_text().prop_map(Value::Text).boxed(),
    };
    prop_oneof![6 => fitting, 1 => Just(Value::Absent), 1 => Just(Value::Null), 1 => any_json().prop_map(Value::Opaque)]
        .boxed()
}

fn any_row(columns: &'static [Column]) -> BoxedStrategy<Row> {
    let secret = columns.iter().any(|column| matches!(column.kind, Kind::Secret));
    let cells: Vec<_> = columns.iter().map(|column| any_value(column.kind)).collect();
    let unknown = if secret {
        // Beside a secret, what nobody knows may be one, too.
        (any_text(), Just(json!([SECRET]))).boxed()
    } else {
        (any_text(), any_json()).boxed()
    };
    (cells, prop::collection::vec(unknown, 0..2))
        .prop_map(|(cells, unknown)| {
            let layout = (0..cells.len()).map(Slot::Cell);
            let unknown = unknown.into_iter().map(|(key, json)| Slot::Unknown(key, json));
            Row { layout: layout.chain(unknown).collect(), cells }
        })
        .boxed()
}

fn any_work() -> BoxedStrategy<Kept> {
    let fields: Vec<_> = At::all(&FIELDS)
        .map(|(at, field)| {
            prop::option::of((any_value(field.kind), any_value(field.kind)))
                .prop_map(move |values| values.map(|(base, mine)| (at, base, mine)))
        })
        .collect();
    fields.prop_map(|entries| work("1", entries.into_iter().flatten().collect())).boxed()
}

/// To the byte, as far as it may be written: without secrets, and without what stands beside them.
fn plain(value: &Value, mine: bool) -> String {
    match value {
        Value::Secret(Secret::New(_)) if mine => "secret: to be typed".to_owned(),
        Value::Secret(_) => "secret: hidden".to_owned(),
        Value::Rows(rows) => rows
            .iter()
            .map(|row| {
                let cells: Vec<_> = row.cells.iter().map(|cell| plain(cell, mine)).collect();
                let layout = if row.has_secrets() { String::new() } else { format!("{:?}", row.layout) };
                format!("{cells:?} {layout}")
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Value::Opaque(json) => format!("opaque {json}"),
        other => format!("{other:?}"),
    }
}

fn tries() -> Config {
    Config { cases: 64, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(tries())]

    #[test]
    fn what_is_written_comes_back_to_the_byte_without_any_secret(kept in any_work()) {
        let state = tempfile::tempdir().unwrap();
        let back = again(state.path(), &kept);
        prop_assert_eq!(back.entries.len(), kept.entries.len());
        for ((at, base, mine), (at_back, base_back, mine_back)) in kept.entries.iter().zip(&back.entries) {
            prop_assert_eq!(at, at_back);
            prop_assert_eq!(plain(base, false), plain(base_back, false));
            prop_assert_eq!(plain(mine, true), plain(mine_back, true));
        }
        let head = |kept: &Kept| (kept.id.clone(), kept.name.clone(), kept.version, kept.base_revision.clone(), kept.when);
        prop_assert_eq!(head(&kept), head(&back));
        let bytes = fs::read(place(&state, "1.json")).unwrap();
        prop_assert!(!String::from_utf8(bytes).unwrap().contains(SECRET));
    }
}

#[test]
fn what_the_app_hands_over_holds_no_secret_either() {
    let base =
        Record::decode(&FIELDS, &json!({"name": "One", "headers": [{"name": "A", "value": "x"}]})).unwrap();
    let mut draft = Draft::new(&FIELDS, base);
    let cells = vec![text("A"), Value::Secret(Secret::new(SECRET))];
    draft.set(at("headers"), Value::Rows(vec![Row { cells, layout: Vec::new() }]));
    let kept = Kept::of("1", StateVersion::Draft, &draft, 0).unwrap();
    let Value::Secret(secret) = &kept.entries[0].2.rows()[0].cells[1] else { panic!("no secret") };
    assert_ne!(*secret, Secret::new(SECRET));
    assert!(kept.holds(StateVersion::Draft, &draft));
}

#[test]
fn json_that_is_nested_as_deep_as_is_read_is_kept() {
    let deep = format!("{}1{}", "[".repeat(126), "]".repeat(126));
    let json: Json = serde_json::from_str(&deep).unwrap();
    let state = tempfile::tempdir().unwrap();
    let kept = work("1", vec![(at("name"), Value::Opaque(json), text("Two"))]);
    assert_eq!(plain(&again(state.path(), &kept).entries[0].1, false), format!("opaque {deep}"));
}

// How it is written.

#[test]
#[cfg(unix)]
fn files_and_folders_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let state = tempfile::tempdir().unwrap();
    again(state.path(), &some_work("1"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for file in ["1.json", "1.lock"] {
        assert_eq!(mode(&place(&state, file)), 0o600, "{file}");
    }
    for folder in place(&state, "1.json").ancestors().skip(1).take(3) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}

#[test]
fn a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
    let state = tempfile::tempdir().unwrap();
    let journal = journal(state.path());
    journal.claim(Some("ws"), "1");
    journal.keep(&some_work("1")).unwrap();
    // Whoever has the old file open still has all of it.
    let mut old = fs::File::open(place(&state, "1.json")).unwrap();
    journal.keep(&work("1", vec![(at("name"), text("One"), text("Three"))])).unwrap();
    let mut read = String::new();
    std::io::Read::read_to_string(&mut old, &mut read).unwrap();
    assert!(read.contains("Two") && !read.contains("Three"));
    let names =
        |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names(place(&state, "").as_path()).len(), 2, "the journal and its lock");
    journal.forget("1").unwrap();
    assert!(!place(&state, "1.json").exists());
}

#[test]
fn what_a_killed_program_left_of_a_writing_is_removed_by_whoever_takes_the_place() {
    let state = tempfile::tempdir().unwrap();
    let first = journal(state.path());
    first.claim(Some("ws"), "1");
    let left = [".writing-1.json-Ab12Cd", ".writing-1-2.json-Ab12Cd", ".writing-11.json-Ab12Cd"];
    for name in left {
        fs::write(place(&state, name), "unsent").unwrap();
    }
    let there = || left.map(|name| place(&state, name).exists());
    // The first place is somebody's, who may be writing just now.
    let second = journal(state.path());
    second.claim(Some("ws"), "1");
    assert_eq!(there(), [true, false, true]);
    drop((first, second));
    journal(state.path()).claim(Some("ws"), "1");
    assert_eq!(there(), [false, false, true], "that of another connector is not touched");
}

#[test]
#[cfg(unix)]
fn a_link_in_the_way_is_replaced_and_what_it_leads_to_is_not_touched() {
    use std::os::unix::fs::symlink;
    let (state, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let precious = other.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    fs::create_dir_all(place(&state, "")).unwrap();
    symlink(&precious, place(&state, "1.json")).unwrap();
    symlink(&precious, place(&state, "1.lock")).unwrap();
    let journal = journal(state.path());
    let claimed = journal.claim(Some("ws"), "1");
    assert!(claimed.found.is_none() && claimed.trouble.unwrap().contains("damaged-1"));
    // And one that appears later.
    symlink(&precious, place(&state, "1.json")).unwrap();
    journal.keep(&some_work("1")).unwrap();
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    assert!(!fs::symlink_metadata(place(&state, "1.json")).unwrap().is_symlink());
    // Nor is a folder followed that is a link.
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(elsewhere.path().join("patchpanel/journal")).unwrap();
    symlink(other.path(), elsewhere.path().join("patchpanel/journal/api.intercom.io")).unwrap();
    let journal = Journal::new(Ok(elsewhere.path()), "api.intercom.io", &FIELDS, 77);
    assert!(journal.claim(Some("ws"), "1").trouble.unwrap().contains("in the way"));
    assert!(journal.keep(&some_work("1")).is_err());
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_that_cannot_be_had_is_told_and_tried_again() {
    let state = tempfile::tempdir().unwrap();
    fs::write(state.path().join("patchpanel"), "").unwrap();
    let journal = journal(state.path());
    assert!(journal.claim(Some("ws"), "1").trouble.unwrap().contains("cannot be kept on this computer"));
    assert!(journal.keep(&some_work("1")).is_err());
    fs::remove_file(state.path().join("patchpanel")).unwrap();
    journal.keep(&some_work("1")).unwrap();
    let nowhere = Journal::new(Err("there is no home folder".to_owned()), "h", &FIELDS, 1);
    assert!(nowhere.claim(None, "1").trouble.unwrap().contains("there is no home folder"));
}

#[test]
fn no_name_from_outside_climbs_out_of_the_folder() {
    let names = ["../../../../out", "..", "/etc/x", "a/b\\c", "", "\u{0}", ".hidden"];
    for name in names {
        let state = tempfile::tempdir().unwrap();
        let journal = Journal::new(Ok(state.path()), name, &FIELDS, 77);
        journal.claim(Some(name), name);
        let file = journal.keep(&some_work(name)).unwrap();
        let root = fs::canonicalize(state.path().join("patchpanel/journal")).unwrap();
        let found = fs::canonicalize(&file).unwrap();
        assert!(found.starts_with(&root), "{name:?} lies at {file}");
        assert_eq!(found.components().count(), root.components().count() + 3, "{file}");
    }
}

// What is found.

#[test]
fn a_file_that_cannot_be_read_is_set_aside_whole_and_told() {
    let good = {
        let state = tempfile::tempdir().unwrap();
        again(state.path(), &some_work("1"));
        fs::read_to_string(place(&state, "1.json")).unwrap()
    };
    let odd = [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        "\u{0}\u{ff}".to_owned(),
        good[..good.len() / 2].to_owned(),
        good.replace("\"name\"", "\"nonsense\""),
        good.replace("\"text\"", "\"texts\""),
        good.replace("api.intercom.io", "api.eu.intercom.io"),
        good.replace("\"ws\"", "\"another\""),
        good.replace("\"id\": \"1\"", "\"id\": \"2\""),
        good.replace("\"is\": \"text\"", "\"is\": \"secret\", \"secret\": \"typed\""),
        good.replace("\"format\": 1", "\"format\": \"1\""),
    ];
    for (number, text) in odd.iter().enumerate() {
        assert_ne!(*text, good, "{number}");
        let state = tempfile::tempdir().unwrap();
        fs::create_dir_all(place(&state, "")).unwrap();
        fs::write(place(&state, "1.json"), text).unwrap();
        let journal = journal(state.path());
        let claimed = journal.claim(Some("ws"), "1");
        let trouble = claimed.trouble.unwrap();
        assert!(claimed.found.is_none() && trouble.contains("1.json.damaged-1"), "{number}: {trouble}");
        journal.keep(&some_work("1")).unwrap();
        assert_eq!(fs::read_to_string(place(&state, "1.json.damaged-1")).unwrap(), *text);
    }
}

#[test]
fn a_second_damaged_file_does_not_replace_the_first() {
    let state = tempfile::tempdir().unwrap();
    fs::create_dir_all(place(&state, "")).unwrap();
    for number in 1..=3 {
        fs::write(place(&state, "1.json"), number.to_string()).unwrap();
        journal(state.path()).claim(Some("ws"), "1");
    }
    for number in 1..=3 {
        let aside = place(&state, &format!("1.json.damaged-{number}"));
        assert_eq!(fs::read_to_string(aside).unwrap(), number.to_string());
    }
}

#[test]
fn a_file_of_a_later_version_stays_as_it_is() {
    let state = tempfile::tempdir().unwrap();
    fs::create_dir_all(place(&state, "")).unwrap();
    fs::write(place(&state, "1.json"), "{\"format\": 9}").unwrap();
    let journal = journal(state.path());
    let trouble = journal.claim(Some("ws"), "1").trouble.unwrap();
    assert!(trouble.contains("1.json") && trouble.contains("later version"), "{trouble}");
    assert!(journal.keep(&some_work("1")).unwrap().ends_with("1-2.json"));
    journal.forget("1").unwrap();
    assert_eq!(fs::read_to_string(place(&state, "1.json")).unwrap(), "{\"format\": 9}");
}

#[test]
fn work_that_was_kept_before_the_workspace_was_known_is_found_once_it_is() {
    let state = tempfile::tempdir().unwrap();
    let first = journal(state.path());
    first.claim(None, "1");
    let before = first.keep(&some_work("1")).unwrap();
    drop(first);
    let second = journal(state.path());
    assert!(second.claim(Some("ws"), "1").found.is_some());
    assert!(!Path::new(&before).exists() && place(&state, "1.json").exists(), "it is offered once");
}

// Two at once.

#[test]
fn each_of_two_has_a_place_of_its_own_and_work_is_taken_up_before_an_empty_place() {
    let state = tempfile::tempdir().unwrap();
    let (first, second) = (journal(state.path()), journal(state.path()));
    assert_eq!(first.claim(Some("ws"), "1").others, None);
    let others = second.claim(Some("ws"), "1").others.unwrap();
    assert_eq!(others.to_string(), "another patchpanel (process 77)");
    assert!(first.keep(&some_work("1")).unwrap().ends_with("1.json"));
    assert!(
        second.keep(&work("1", vec![(at("name"), text("One"), text("2nd"))])).unwrap().ends_with("1-2.json")
    );
    // A connector whose id looks like the second place of this one has another.
    assert_eq!(journal(state.path()).claim(Some("ws"), "1-2").others, None);
    first.forget("1").unwrap();
    drop((first, second));
    let found = journal(state.path()).claim(Some("ws"), "1").found.unwrap();
    assert_eq!(found.kept.entries[0].2, text("2nd"));
}

#[test]
fn everyone_is_told_of_whoever_else_is_there_in_whatever_order_they_came() {
    let state = tempfile::tempdir().unwrap();
    let [a, b, c] = [1, 2, 3].map(|n| Journal::new(Ok(state.path()), "api.intercom.io", &FIELDS, n));
    let process = |holder: Option<Holder>| holder.and_then(|holder| holder.process);
    assert_eq!(a.claim(Some("ws"), "1").others, None);
    assert_eq!(process(b.claim(Some("ws"), "1").others), Some(1));
    assert_eq!(process(a.others("1")), Some(2), "the first is told of the second");
    drop(a);
    assert_eq!(process(c.claim(Some("ws"), "1").others), Some(2), "the place before it is empty");
    // Where there is earlier work in the place before it, too.
    c.keep(&some_work("1")).unwrap();
    drop(c);
    let claimed = journal(state.path()).claim(Some("ws"), "1");
    assert!(claimed.found.is_some());
    assert_eq!(process(claimed.others), Some(2));
    assert_eq!(b.others("1"), None, "and told when nobody is there any more");
}

#[test]
fn nothing_is_written_after_the_last_word() {
    let state = tempfile::tempdir().unwrap();
    let journal = journal(state.path());
    journal.claim(Some("ws"), "1");
    let kept = journal.end(&[Ending::Keep(Box::new(some_work("1")))]);
    assert!(kept[0].1.is_ok());
    assert!(journal.keep(&work("1", Vec::new())).is_err());
    journal.forget("1").unwrap();
    assert!(fs::read_to_string(place(&state, "1.json")).unwrap().contains("Two"));
}

/// Run by the test below, in a process of its own: takes the place and says so, then waits to be killed.
#[test]
fn holds_until_it_is_killed() {
    let Ok(state) = std::env::var("PATCHPANEL_TEST_HOLDS") else { return };
    let journal = Journal::new(Ok(Path::new(&state)), "api.intercom.io", &FIELDS, std::process::id());
    journal.claim(Some("ws"), "1");
    println!("holds");
    _ = std::io::stdin().read_line(&mut String::new());
}

#[test]
fn a_place_is_free_as_soon_as_its_holder_is_killed() {
    let state = tempfile::tempdir().unwrap();
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "holds_until_it_is_killed", "--nocapture"])
        .env("PATCHPANEL_TEST_HOLDS", state.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(holder.stdout.take().unwrap());
    assert!(std::io::BufRead::lines(said).any(|line| line.unwrap().contains("holds")));
    let others = journal(state.path()).claim(Some("ws"), "1").others.unwrap();
    assert_eq!(others.process, Some(holder.id()));
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(journal(state.path()).claim(Some("ws"), "1").others, None);
}
