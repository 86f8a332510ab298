//! The page of what was seen.

use crate::places::Places;
use crate::play::{Seen, When};
use crate::table::Row;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const INTRODUCTION: &str = "\
# When something goes wrong

What a person reads, and what becomes of the work, for each thing that can go wrong between patchpanel and a server. The
test `tests/faults` meets each row with the real client over a real connection to a server that misbehaves: it edits three
fields (one of them a header value), brings the fault about, compares every value, every unsent mark, the cursor, the open
text and every undo step with what they were, lets the fault be over, and does the same again. It writes this page from
what it saw: `PATCHPANEL_WRITE=1 cargo test --test faults`.

A reading that failed for the moment is tried again by itself, four times in all. A PATCH never is.
";

/// Compares the page with what was seen, or writes it.
pub fn compare(rows: &[(&Row, When, Seen)]) {
    let page = written(rows);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/faults.md");
    if std::env::var_os("PATCHPANEL_WRITE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let differing =
        page.lines().zip(found.lines().chain(std::iter::repeat(""))).find(|(new, old)| new != old);
    assert!(
        page == found,
        "assets/faults.md is not what was seen; PATCHPANEL_WRITE=1 cargo test --test faults writes it: {differing:#?}"
    );
}

fn written(rows: &[(&Row, When, Seen)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for (when, _, title) in When::ALL {
        let writes = matches!(when, When::Sending | When::Flipping);
        let asked = if writes { "PATCHes" } else { "tried" };
        _ = write!(page, "\n## {title}\n\n| what goes wrong | what the person reads |");
        page += if writes || when == When::Doubting { " what is known then |" } else { "" };
        _ = writeln!(page, " the edits | trying again | {asked} |");
        let columns = if writes || when == When::Doubting { 6 } else { 5 };
        _ = writeln!(page, "{}|", "|---".repeat(columns));
        for (row, _, seen) in rows.iter().filter(|(_, other, _)| *other == when) {
            let mut cells = vec![row.wrong.to_owned(), plain(&seen.read)];
            if columns == 6 {
                cells.push(seen.known.clone());
            }
            cells.extend([seen.edits.clone(), seen.again.clone(), seen.asked.clone()]);
            _ = writeln!(page, "| {} |", cells.join(" | "));
        }
    }
    page
}

/// Without what differs from run to run.
fn plain(text: &str) -> String {
    let text = text.replace(&Places::bad_name(), "*name*");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) =
        ["localhost:", "127.0.0.1:"].iter().filter_map(|host| Some(rest.find(host)? + host.len())).min()
    {
        out += &rest[..at - 1];
        rest = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    (out + rest).replace('|', "\\|")
}
