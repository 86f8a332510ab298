//! The config file: every fault in it told with its line and what was meant, what beats what, and the one table of settings
//! read alike by the parser, the schema, the sample file and the guide.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a failure here is the failure of a test"
)]

use clap::Parser as _;
use patchpanel::app::command::{Command, Context};
use patchpanel::cli::Arguments;
use patchpanel::settings::config::{Config, PRESETS};
use patchpanel::settings::effective::Effective;
use patchpanel::settings::fault;
use patchpanel::settings::options::{Kind, Name, SETTINGS};
use patchpanel::settings::place::Found;
use patchpanel::settings::{Settings, Surroundings, TokenSource, address, schema, tell, token_sources};
use patchpanel::view::theme::Theme;
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Everything that is wrong with a file, a line each.
fn faults(text: &str) -> String {
    match Config::read(text) {
        Ok(Config { faults, .. }) if faults.is_empty() => "nothing is wrong".to_owned(),
        Ok(Config { faults, .. }) | Err(faults) => fault::told(faults, "config.toml").join("\n"),
    }
}

fn config(text: &str) -> Config {
    let config = Config::read(text).unwrap_or_default();
    if config.faults.is_empty() { config } else { panic!("{}", faults(text)) }
}

/// What holds for a command line, an environment and a file.
fn holds(line: &str, environment: &[(&str, &str)], text: &str) -> Result<Effective, String> {
    let arguments = Arguments::try_parse_from(format!("patchpanel {line}").split_whitespace()).unwrap();
    let variable = |name: &str| {
        environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    let config = Config::read(text).unwrap_or_else(|_| panic!("{}", faults(text)));
    Effective::of(&arguments.connection, &variable, config, "config.toml").map_err(|faults| faults.join("\n"))
}

/// Where requests would go.
fn host(line: &str, environment: &[(&str, &str)], text: &str) -> String {
    address(&holds(line, environment, text).unwrap()).unwrap().0.host().to_owned()
}

/// Where a token would be looked for.
fn looked_for(line: &str, text: &str) -> Vec<String> {
    let effective = holds(line, &[], text).unwrap();
    let (base, _) = address(&effective).unwrap();
    tell::sources(&token_sources(&effective, &base))
}

#[test]
fn each_fault_is_told_with_its_line_and_what_was_meant() {
    let wrong = r#"
regoin = "eu"
region = "mars"
mouse = "yes"
wrap = 1
token_timeout = 0
api_version = "two words"
token_env = "not a name"
token_command = "pass 'show"
editor = []
theme = "drak"
default_profile = "producton"
log_level = "chatty"
colour = "blue"

[profile.production]
region = "eu"
base_url = "https://gateway.example"
default_profile = "production"
read_only = "no"
prodution = true

[profile."no name"]

[profile]
loose = 1

[keys]
preset = "emacs"
mouse = false
quit = "q"

[keys.walk]
quit = 3

[themes.dark]
base = "light"

[themes.mine]
base = "drak"
accent = 75
"#;
    insta::assert_snapshot!("faults", faults(wrong));
}

#[test]
fn what_is_no_toml_is_told_in_words_of_ours() {
    let mut told = String::new();
    for wrong in [
        "region = eu\n",
        "region\n",
        "region: \"eu\"\n",
        "region = \"eu\nmouse = true\n",
        "mouse = true\nmouse = false\n",
        "mouse = True\n",
        "[profile.x\n",
        "token_command = [\"pass\" \"show\"]\n",
        "title = true wrap = true\n",
        "editor = \"\\q\"\n",
        "token_timeout = 060\n",
        "[profile.x]\n[profile.x]\n",
    ] {
        writeln!(told, "{}\n    {}\n", wrong.trim_end().replace('\n', " ⏎ "), faults(wrong)).unwrap();
    }
    insta::assert_snapshot!("syntax", told);
}

#[test]
fn a_token_in_the_file_is_refused_wherever_it_stands_and_repeated_nowhere() {
    let token = "dG9rOmFiY2RlZjEyXzM0NTZfNzg5MDoxOjA=";
    let mut told = String::new();
    for place in [
        format!("token = \"{token}\""),
        format!("access_token = \"{token}\""),
        format!("INTERCOM_ACCESS_TOKEN = \"{token}\""),
        format!("token_env = \"{token}\""),
        format!("token_command = \"echo {token}\""),
        format!("workspace = \"{token}\""),
        format!("region = \"{token}\""),
        format!("token = {token}"),
        format!("token_command = \"echo {token}"),
        format!("[profile.x]\nbearer = \"{token}\""),
        format!("[profile.{}]\n", token.trim_end_matches('=')),
        format!("[themes.mine]\naccent = \"{token}\""),
        format!("[themes.mine]\n\"{token}\" = \"red\""),
        format!("[keys.form]\nreview = [\"{token}\"]"),
        format!("[keys.{}]\nreview = \"f5\"", token.trim_end_matches('=')),
        format!("mouse = [{{ a = [\"{token}\"] }}]"),
    ] {
        let said = faults(&place);
        // Nobody else who reads the same line repeats it.
        let all = Config::read(&place).map(|_| holds("", &[], &place).unwrap_err()).unwrap_or_default();
        assert!(!said.contains("dG9r") && !all.contains("dG9r") && said.contains("line "), "{said}{all}");
        writeln!(
            told,
            "{}\n    {said}\n",
            place.replace(token, "…").replace(token.trim_end_matches('='), "…").replace('\n', " ⏎ ")
        )
        .unwrap();
    }
    insta::assert_snapshot!("tokens", told);
}

#[test]
fn an_unknown_profile_names_those_that_there_are() {
    let file = "[profile.staging]\n[profile.production]\nproduction = true\n";
    let unknown = |line, environment: &[_]| holds(line, environment, file).unwrap_err();
    insta::assert_snapshot!(
        "profiles",
        [
            unknown("--profile stagin", &[]),
            unknown("--profile x", &[]),
            unknown("", &[("PATCHPANEL_PROFILE", "producton")]),
            holds("--profile x", &[], "").unwrap_err(),
            faults("default_profile = \"prod\"\n[profile.staging]\n"),
        ]
        .join("\n")
    );
}

#[test]
fn argument_beats_environment_beats_profile_beats_top_beats_default() {
    let version = |line: &str, environment: &[(&str, &str)], file: &str| {
        let effective = holds(line, environment, file).unwrap();
        let row = effective.row(Name::ApiVersion).clone();
        format!("{} from {}", row.value.unwrap(), row.source)
    };
    let file =
        "api_version = \"top\"\ndefault_profile = \"a\"\n[profile.a]\napi_version = \"own\"\n[profile.b]\n";
    let variable = [("PATCHPANEL_API_VERSION", "variable")];
    assert_eq!(version("--api-version given", &variable, file), "\"given\" from argument --api-version");
    assert_eq!(version("", &variable, file), "\"variable\" from environment: PATCHPANEL_API_VERSION");
    assert_eq!(version("", &[], file), "\"own\" from config.toml line 4, profile a");
    assert_eq!(version("--profile b", &[], file), "\"top\" from config.toml line 1");
    assert_eq!(version("", &[("PATCHPANEL_PROFILE", "b")], file), "\"top\" from config.toml line 1");
    assert_eq!(
        version("--profile a", &[("PATCHPANEL_PROFILE", "b")], file),
        "\"own\" from config.toml line 4, profile a"
    );
    assert_eq!(version("", &[], ""), "\"Unstable\" from default");
}

#[test]
fn an_address_is_taken_whole_from_the_first_place_that_gives_one() {
    let top_url = "base_url = \"https://gateway.example\"\n[profile.a]\nregion = \"eu\"\n[profile.b]\n";
    assert_eq!(host("--profile a", &[], top_url), "api.eu.intercom.io");
    assert_eq!(host("--profile b", &[], top_url), "gateway.example");
    let top_region = "region = \"au\"\n[profile.a]\nbase_url = \"https://gateway.example\"\n";
    assert_eq!(host("--profile a", &[], top_region), "gateway.example");
    assert_eq!(host("--profile a --region eu", &[], top_region), "api.eu.intercom.io");
    assert_eq!(host("--profile a", &[("PATCHPANEL_REGION", "eu")], top_region), "api.eu.intercom.io");
    assert_eq!(host("", &[], top_region), "api.au.intercom.io");
    assert_eq!(host("", &[], ""), "api.intercom.io");
    let both = [("PATCHPANEL_REGION", "eu"), ("PATCHPANEL_BASE_URL", "https://gateway.example")];
    assert!(holds("", &both, "").unwrap_err().contains("keep one"));
}

#[test]
fn the_token_comes_from_where_the_nearest_place_says() {
    let keyring = |profile: &str, host: &str| match profile {
        "" => format!("the keyring, as {host}"),
        profile => format!("the keyring, as {profile}@{host}"),
    };
    let us = "api.intercom.io";
    assert_eq!(looked_for("", ""), ["the variable INTERCOM_ACCESS_TOKEN".to_owned(), keyring("", us)]);
    let file = "token_command = \"pass all\"\n[profile.a]\ntoken_command = [\"op\", \"read\"]\n[profile.b]\ntoken = \"keyring\"\n\
                region = \"eu\"\n[profile.c]\ntoken = \"command\"\n[profile.d]\n[profile.e]\ntoken_env = \"E_TOKEN\"\n";
    let all = ["the variable INTERCOM_ACCESS_TOKEN", "the command pass"].map(str::to_owned);
    assert_eq!(looked_for("", file), [all.to_vec(), vec![keyring("", us)]].concat());
    // One that says how means that, and no variable that was set for another workspace.
    assert_eq!(looked_for("--profile a", file), ["the command op"]);
    assert_eq!(looked_for("--profile b", file), [keyring("b", "api.eu.intercom.io")]);
    assert_eq!(looked_for("--profile c", file), ["the command pass"]);
    assert_eq!(looked_for("--profile d", file), [all.to_vec(), vec![keyring("d", us)]].concat());
    assert_eq!(looked_for("--profile e", file), ["the variable E_TOKEN"]);
    // A token for one host is not given to another.
    assert_eq!(looked_for("--profile b --region us", file), [keyring("b", us)]);
    let effective = holds(
        "--profile c",
        &[],
        "token_timeout = 5\ntoken_command = \"x\"\n[profile.c]\ntoken = \"command\"",
    )
    .unwrap();
    let (base, _) = address(&effective).unwrap();
    let [TokenSource::Command { limit, .. }] = &token_sources(&effective, &base).order[..] else {
        panic!("no command")
    };
    assert_eq!(limit.as_secs(), 5);
}

fn settings(line: &str, file: &str) -> Settings {
    let arguments = Arguments::try_parse_from(format!("patchpanel {line}").split_whitespace()).unwrap();
    let effective = holds(line, &[], file).unwrap();
    let token = |_: &_| patchpanel::api::token::Token::new("sesame".to_owned());
    Settings::new(None, &arguments.connection, &effective, token, Surroundings::default()).unwrap()
}

const REAL: &str =
    "[profile.real]\nworkspace = \"Acme\"\nregion = \"eu\"\nproduction = true\nread_only = true\n";

#[test]
fn a_profile_that_only_reads_is_not_lifted_by_leaving_out_an_argument() {
    let by_profile = settings("--profile real", REAL);
    assert!(by_profile.read_only && by_profile.production);
    assert_eq!(by_profile.read_only_by.as_deref(), Some("config.toml line 5, profile real"));
    let given = settings("--profile real --read-only", REAL);
    assert_eq!((given.read_only, given.read_only_by), (true, None));
    let lifted = "read_only = true\n[profile.real]\nread_only = false\n";
    assert!(!settings("--profile real", lifted).read_only);
    assert!(settings("", lifted).read_only);
}

#[test]
fn the_command_to_go_on_with_leads_to_the_same_profile_and_file() {
    let line = "--profile real --config /etc/pp.toml --log-file /var/log/pp.log --read-only";
    let command = settings(line, REAL).command("77");
    assert_eq!(
        command,
        "patchpanel 77 --config /etc/pp.toml --profile real --log-file /var/log/pp.log --read-only"
    );
}

#[test]
fn the_sample_workspace_is_nobody_s_production() {
    let file = format!("default_profile = \"real\"\ntheme = \"light\"\n{REAL}");
    let demo = settings("--demo", &file);
    assert!(!demo.production && !demo.read_only && demo.profile.is_none() && demo.label.is_none());
    assert_eq!(demo.look.theme, "light");
    let asked = settings("--demo --profile real", &file);
    assert!(!asked.production && asked.read_only);
}

#[test]
fn keys_that_do_not_go_together_are_told_with_their_lines() {
    let said = holds("", &[], "[keys.nowhere]\nquit = \"q\"\n\n[keys]\npreset = \"vim\"\n").unwrap_err();
    assert!(said.contains("config.toml line 2"), "{said}");
    let clash = "[keys.form]\nundo = \"U\"\nredo = \"U\"\n";
    let said = holds("", &[], clash).unwrap_err();
    assert!(said.starts_with("config.toml line 3: ") && said.contains("undo (line 2)"), "{said}");
    // What a profile says of a command counts instead of what is said for all, there and nowhere else.
    let mended = format!("{clash}[profile.a.keys.form]\nredo = \"ctrl-y\"\n");
    assert!(holds("--profile a", &[], &mended).is_ok());
    assert!(holds("", &[], &mended).is_err_and(|said| said.contains("config.toml line 3")));
    let own = "[keys.form]\nundo = \"f5\"\n[profile.a.keys.form]\nredo = \"f5\"\nundo = \"f6\"\n";
    assert!(holds("--profile a", &[], own).is_ok() && holds("", &[], own).is_ok());
}

#[test]
fn what_is_wrong_with_the_keys_of_any_profile_is_told_once() {
    let file = "[profile.a.keys.form]\nundo = \"U\"\nredo = \"U\"\n[profile.b]\nregion = \"eu\"\n";
    for line in ["", "--profile a", "--profile b"] {
        let said = holds(line, &[], file).unwrap_err();
        assert_eq!(said.matches("config.toml line 3").count(), 1, "{line}: {said}");
    }
    let both = "[keys.nowhere]\nquit = \"q\"\n[profile.a]\n[profile.b]\n";
    assert_eq!(holds("", &[], both).unwrap_err().matches("config.toml line 2").count(), 1);
}

#[test]
fn one_cause_is_told_once_in_however_many_places_it_is_seen() {
    for (file, told) in [
        // Two commands on one key nearly everywhere; in the profile, at one place less.
        (
            "[keys.all]\nundo = \"f5\"\nredo = \"f5\"\n[profile.a.keys.form]\nundo = \"f6\"\n",
            "line 3: f5 stands for two commands in form, ",
        ),
        ("[keys.all]\nclose-overlay = []\n", "line 2: close-overlay in review, "),
        (
            "[keys.all]\nreview = \"f5\"\nsend = \"f5\"\nsend-sample = \"f6\"\n",
            "line 3: f5 would open a question and agree to it: review in form, text, ",
        ),
        (
            "[keys.all]\nreview = \"f5\"\n[keys.review]\nreview = []\nsend = \"f5\"\n",
            "line 5: f5 would open a question and agree to it: review in form, text, ",
        ),
        (
            "[keys.all]\nreview = \"f5\"\n[keys.review]\nreview = []\nsend = \"f5\"\n",
            "line 5: f5 would open a question and agree to it: review in form, text, ",
        ),
        (
            "[keys.form]\nsend = \"f5\"\n[profile.a.keys]\npreset = \"vim\"\n",
            "line 2: send is not heard in form",
        ),
    ] {
        let said = holds("", &[], file).unwrap_err();
        assert!(said.lines().count() == 1 && said.contains(told), "{said}");
        let more = format!("{file}[profile.b.keys.form]\nflip = \"T\"\n");
        assert_eq!(holds("", &[], &more).unwrap_err(), said);
    }
}

#[test]
fn each_fault_stands_on_its_own_and_none_that_only_follows_is_told() {
    for (file, told) in [
        // x exports by default: whoever says something else of it means to free the key.
        ("[keys.form]\nreview = \"x\"\nexport = 3\n", [3].as_slice()),
        ("[keys.form]\nreview = \"x\"\nexport = \"hush\"\n", &[3]),
        ("[keys.form]\nreview = \"x\"\nexprot = \"E\"\n", &[3]),
        ("[keys.form]\nreview = \"x\"\n[keys.fomr]\nexport = \"E\"\n", &[4]),
        ("[keys]\npreset = \"vmi\"\n[keys.form]\nreview = \"x\"\n", &[2]),
        ("[keys.flip]\nclose-overlay = \"hush\"\n", &[2]),
        ("[keys.nowhere]\nundoo = \"f5\"\n", &[2, 2]),
        // What is right among the wrong meets others all the same.
        ("[keys.form]\nreview = [\"x\", \"hush\"]\n", &[2, 2]),
        ("region = \"mars\"\nbase_url = \"https://gateway.example\"\n", &[1, 2]),
        ("default_profile = \"b\"\n[profile.a]\n", &[1]),
        ("theme = \"mine\"\n[themes.mine]\nbase = \"drak\"\n", &[3]),
        (
            "[keys.form]\nreview = \"f5\"\n[profile.a]\nmose = true\n[profile.b.keys.form]\nexport = \"f5\"\n",
            &[4, 6],
        ),
    ] {
        let said = holds("", &[], file).unwrap_err();
        let line = |line: &str| line.split_once("line ")?.1.split_once(':')?.0.parse::<usize>().ok();
        assert_eq!(said.lines().filter_map(line).collect::<Vec<_>>(), told, "{file}{said}");
        assert_eq!(said.lines().count(), told.len(), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
    let both = holds("--theme drak", &[("PATCHPANEL_REGION", "mars")], "regoin = 1\n").unwrap_err();
    for part in [
        "--theme: there is no theme drak; the nearest is dark",
        "PATCHPANEL_REGION takes",
        "line 1: there is no",
    ] {
        assert!(both.contains(part), "{both}");
    }
}

#[test]
fn a_variable_takes_no_profiles_token_to_another_host() {
    let file =
        "[profile.a]\nregion = \"eu\"\ntoken_command = \"pass show a\"\n[profile.b]\nregion = \"eu\"\n";
    for variable in [("PATCHPANEL_BASE_URL", "https://proxy.example"), ("PATCHPANEL_REGION", "us")] {
        let said = holds("--profile a", &[variable], file).unwrap_err();
        assert!(said.contains(variable.0) && said.contains("config.toml line 2"), "{said}");
        // The keyring knows the host, and a variable is set for whatever is asked.
        assert!(holds("--profile b", &[variable], file).is_ok());
        assert!(holds("", &[variable], file).is_ok());
    }
    assert!(holds("--profile a --base-url https://proxy.example", &[], file).is_ok());
    let left = [("PATCHPANEL_BASE_URL", "https://proxy.example")];
    assert!(holds("--profile a --region us", &left, file).is_ok(), "the argument holds");
}

#[test]
fn the_sample_file_changes_nothing_and_every_line_of_it_can_be_used() {
    let sample = tell::sample();
    assert_eq!(config(&sample), Config::default());
    assert_eq!(
        tell::effective(&holds("", &[], &sample).unwrap(), &Found::default()),
        tell::effective(&holds("", &[], "").unwrap(), &Found::default())
    );
    // Each setting alone, as somebody takes the # away.
    for row in SETTINGS.iter().filter(|row| row.name != Name::DefaultProfile) {
        let start = format!("# {} = ", row.word);
        let line = sample.lines().find(|line| line.starts_with(&start)).unwrap();
        let level = config(line.trim_start_matches("# ")).top;
        let said = level.get(&row.name).unwrap();
        if row.default.is_some() {
            assert_eq!(
                holds("", &[], "").unwrap().row(row.name).value.as_ref(),
                Some(&said.value),
                "{}",
                row.word
            );
        }
    }
    let (_, sections) = sample.split_once("# A profile holds").unwrap();
    let used: Vec<&str> = sections
        .lines()
        .skip(1)
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.starts_with('[') || line.contains(" = "))
        .collect();
    let used = used.join("\n");
    let read = config(&used);
    assert_eq!((read.profiles.len(), read.themes.len()), (2, 1));
    assert_eq!((read.keys.bound.len(), read.profiles[1].keys.bound.len()), (2, 1));
    // Keys are checked against each other.
    let own = holds("--profile real", &[], &used).unwrap();
    let review = own.keys.keys(Context::Form, Command::Review);
    assert_eq!(review.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ctrl-s"]);
    assert!(PRESETS.contains(&read.keys.preset.unwrap().value.text().unwrap()));
}

fn page(name: &str, made: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("PATCHPANEL_WRITE").is_some() {
        fs::write(&path, made).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == made, "assets/{name} is behind the table: PATCHPANEL_WRITE=1 cargo test --test config");
}

#[test]
fn the_schema_and_the_page_that_are_shipped_are_those_of_the_table() {
    page("config.schema.json", &schema::schema());
    let guide = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/guide/config.md");
    let text = fs::read_to_string(&guide).unwrap();
    let (before, rest) = text.split_once("<!-- settings:").unwrap();
    let (marker, rest) = rest.split_once('\n').unwrap();
    let (_, after) = rest.split_once("<!-- end of settings -->").unwrap();
    let table = tell::guide();
    page(
        "guide/config.md",
        &format!("{before}<!-- settings:{marker}\n\n{table}\n<!-- end of settings -->{after}"),
    );
}

/// As much of JSON Schema as the schema uses. It knows no more, and says so.
fn fits(schema: &Json, value: &Json) -> bool {
    let rules = schema.as_object().unwrap();
    rules.iter().all(|(rule, wanted)| match rule.as_str() {
        "description" | "default" | "title" | "$schema" => true,
        "type" => match wanted.as_str().unwrap() {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("{other}"),
        },
        "enum" => wanted.as_array().unwrap().contains(value),
        "minimum" => value.as_i64().is_none_or(|it| it >= wanted.as_i64().unwrap()),
        "maximum" => value.as_i64().is_none_or(|it| it <= wanted.as_i64().unwrap()),
        "minItems" => value.as_array().is_none_or(|it| it.len() as u64 >= wanted.as_u64().unwrap()),
        "items" => value.as_array().is_none_or(|all| all.iter().all(|it| fits(wanted, it))),
        "anyOf" => wanted.as_array().unwrap().iter().any(|one| fits(one, value)),
        "not" => !fits(wanted, value),
        "required" => {
            wanted.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
        }
        "pattern" => value.as_str().is_none_or(|text| matches_pattern(wanted.as_str().unwrap(), text)),
        "propertyNames" => {
            value.as_object().is_none_or(|all| all.keys().all(|name| fits(wanted, &name.as_str().into())))
        }
        "properties" => value.as_object().is_none_or(|all| {
            all.iter().all(|(name, it)| wanted.get(name).is_none_or(|rule| fits(rule, it)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|all| {
            let known = rules.get("properties");
            let mut others =
                all.iter().filter(|(name, _)| known.is_none_or(|known| known.get(name).is_none()));
            match wanted {
                Json::Bool(false) => others.next().is_none(),
                wanted => others.all(|(_, it)| fits(wanted, it)),
            }
        }),
        other => panic!("a rule that this test does not know: {other}"),
    })
}

/// The few patterns that the table has.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match pattern {
        "\\S" => text.contains(|c: char| !c.is_whitespace()),
        "^[A-Za-z0-9_-]{1,40}$" => (1..=40).contains(&text.len()) && text.bytes().all(name),
        "^[!-~]{1,64}$" => (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()),
        "^[A-Za-z_][A-Za-z0-9_]{0,63}$" => {
            (1..=64).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !text.starts_with(|c: char| c.is_ascii_digit())
        }
        "^\\s*[Hh][Tt][Tt][Pp][Ss]?://" => {
            let text = text.trim_start().to_lowercase();
            text.starts_with("http://") || text.starts_with("https://")
        }
        other => panic!("a pattern that this test does not know: {other}"),
    }
}

/// A file as JSON, as an editor hands it to the schema.
fn json(text: &str) -> Json {
    fn of(value: &toml::de::DeValue<'_>) -> Json {
        use toml::de::DeValue as V;
        match value {
            V::String(text) => text.as_ref().into(),
            V::Integer(number) => number.as_str().parse::<i64>().unwrap().into(),
            V::Boolean(flag) => (*flag).into(),
            V::Array(all) => all.iter().map(|it| of(it.get_ref())).collect(),
            V::Table(table) => {
                table.iter().map(|(key, it)| (key.get_ref().to_string(), of(it.get_ref()))).collect()
            }
            V::Float(_) | V::Datetime(_) => Json::Null,
        }
    }
    of(&toml::de::DeValue::Table(toml::de::DeTable::parse(text).unwrap().into_inner()))
}

#[test]
fn the_schema_and_the_parser_agree() {
    let schema: Json = serde_json::from_str(&schema::schema()).unwrap();
    let mut good = vec![
        String::new(),
        "[keys]\npreset = \"vim\"\n[keys.form]\nundo = []\nredo = [\"U\", \"ctrl-y\"]\n".to_owned(),
        "[themes.mine]\nbase = \"light\"\naccent = \"bold 75\"\n".to_owned(),
        "token_command = [\"pass\", \"show\", \"x\"]\n".to_owned(),
        REAL.to_owned(),
    ];
    let mut bad = vec![
        "colour = 1\n".to_owned(),
        "region = \"us\"\nbase_url = \"https://x.example\"\n".to_owned(),
        "[profile.a]\nregion = \"us\"\nbase_url = \"https://x.example\"\n".to_owned(),
        "[profile.a]\ndefault_profile = \"a\"\n".to_owned(),
        "[profile.\"a b\"]\n".to_owned(),
        "profile = 1\n".to_owned(),
        "[keys]\npreset = \"emacs\"\n".to_owned(),
        "[keys.form]\nundo = 1\n".to_owned(),
        "[themes.dark]\n".to_owned(),
        "[themes.mine]\nbase = \"auto\"\n".to_owned(),
        "[themes.mine]\naccent = 75\n".to_owned(),
    ];
    for row in SETTINGS {
        let profile = if row.name == Name::DefaultProfile { "[profile.staging]\n" } else { "" };
        for value in [Some(row.example), row.default].into_iter().flatten() {
            good.push(format!("{} = {value}\n{profile}", row.word));
        }
        if row.in_profiles {
            good.push(format!("[profile.a]\n{} = {}\n", row.word, row.example));
        }
        let wrong: &[&str] = match row.kind {
            Kind::Text { .. } => &["1", "true", "\"\"", "[]"],
            Kind::Word(_) => &["\"nonsense\"", "1", "\"\""],
            Kind::Flag => &["\"true\"", "1"],
            Kind::Seconds(..) => &["0", "601", "\"60\"", "true"],
            Kind::Command => &["\"\"", "[]", "[1]", "true"],
        };
        bad.extend(wrong.iter().map(|value| format!("{} = {value}\n", row.word)));
    }
    for text in good {
        assert_eq!(faults(&text), "nothing is wrong", "{text}");
        assert!(fits(&schema, &json(&text)), "the schema refuses what the parser takes: {text}");
    }
    for text in bad {
        assert_ne!(faults(&text), "nothing is wrong", "{text}");
        assert!(!fits(&schema, &json(&text)), "the schema takes what the parser refuses: {text}");
    }
}

#[test]
fn the_examples_of_the_guide_are_taken_as_they_stand() {
    let guide = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/guide");
    let mut taken = 0;
    for page in fs::read_dir(guide).unwrap() {
        let text = fs::read_to_string(page.unwrap().path()).unwrap();
        for example in text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            // Keys are checked against each other and themes against the roles.
            assert_eq!(faults(example), "nothing is wrong", "{example}");
            assert!(holds("", &[], example).is_ok(), "{example}");
            for theme in config(example).themes {
                let roles: Vec<_> =
                    theme.roles.iter().map(|(role, style, _)| (role.as_str(), style.as_str(), 0)).collect();
                assert_eq!(Theme::own(&theme.name, "dark", &roles).err(), None);
            }
            taken += 1;
        }
    }
    assert!(taken > 2);
}
