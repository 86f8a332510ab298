//! JSON by path: objects key by key, everything else as a whole.

use super::super::Json;
use super::super::json::doubled_key;
use super::order::put_in;
use super::{Choice, Found, Overlap, Part, Piece, Side, Value, lines};

#[derive(Clone, Debug)]
pub(super) struct Plan {
    root: Node,
    /// The texts of theirs and mine, and what they say: what is the same as one of them is written as it.
    written: Vec<(Json, String)>,
    /// The same merge by line, which knows the layout. Its words count only where they say the same.
    by_line: lines::Plan,
    /// How the person indents. `None` is all on one line.
    indent: Option<String>,
}

#[derive(Clone, Debug)]
enum Node {
    Leaf(Piece<Option<Json>>),
    Object(Vec<(String, Node)>),
}

/// `None` where one of the texts is no JSON, or holds a key twice so that reading it would lose something.
pub(super) fn plan(texts: [&str; 3], found: &mut Found) -> Option<Plan> {
    let read = |text: &str| serde_json::from_str::<Json>(text).ok().filter(|_| doubled_key(text).is_none());
    let [base, theirs, mine] = texts;
    let (was, their, my) = (read(base)?, read(theirs)?, read(mine)?);
    let root = node("", [Some(&was), Some(&their), Some(&my)], found);
    let by_line = lines::plan_apart(texts);
    let written = vec![(my, mine.to_owned()), (their, theirs.to_owned())];
    Some(Plan { root, written, by_line, indent: indent(mine) })
}

impl Plan {
    pub(super) fn read(&self, choice: &Choice) -> String {
        let json = self.root.read(choice).unwrap_or(Json::Null);
        if let Some((_, text)) = self.written.iter().find(|(said, _)| *said == json) {
            return text.clone();
        }
        for side in [Side::Mine, Side::Theirs] {
            let text = self.by_line.read(&Choice { pick: &|_| side, ground: choice.ground });
            if doubled_key(&text).is_none()
                && serde_json::from_str::<Json>(&text).is_ok_and(|said| said == json)
            {
                return text;
            }
        }
        write(&json, self.indent.as_deref())
    }
}

impl Node {
    fn read(&self, choice: &Choice) -> Option<Json> {
        match self {
            Self::Leaf(piece) => piece.get(choice).clone(),
            Self::Object(entries) => {
                let read = |(key, node): &(String, Self)| Some((key.clone(), node.read(choice)?));
                Some(Json::Object(entries.iter().filter_map(read).collect()))
            }
        }
    }
}

fn node(path: &str, sides: [Option<&Json>; 3], found: &mut Found) -> Node {
    let [base, theirs, mine] = sides;
    if let (Some(Json::Object(was)), Some(Json::Object(their)), Some(Json::Object(my))) = (base, theirs, mine)
    {
        let [was_keys, their_keys, my_keys] =
            [was, their, my].map(|object| object.keys().map(|key| (key.as_str(), 0)).collect::<Vec<_>>());
        let keys = put_in(put_in(my_keys, &their_keys), &was_keys);
        let entry = |(key, _): (&str, usize)| {
            let sides = [was, their, my].map(|object| object.get(key));
            (key.to_owned(), node(&below(path, key), sides, found))
        };
        return Node::Object(keys.into_iter().map(entry).collect());
    }
    let part = || if path.is_empty() { Part::Whole } else { Part::Path(path.to_owned()) };
    let sides = sides.map(Option::<&Json>::cloned);
    let Found { taken, overlaps } = found;
    let [base, theirs, mine] = &sides;
    Node::Leaf(Piece::of(
        [base, theirs, mine],
        || taken.push(part()),
        || {
            let [base, theirs, mine] = [base, theirs, mine].map(|json| shown(json.as_ref()));
            overlaps.push(Overlap { part: part(), base, theirs, mine });
            overlaps.len() - 1
        },
    ))
}

fn shown(json: Option<&Json>) -> Value {
    json.map_or(Value::Absent, |json| Value::Document(write(json, Some("  "))))
}

fn below(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    match (plain, path) {
        (true, "") => key.to_owned(),
        (true, _) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{}]", Json::from(key)),
    }
}

/// The blanks before the first indented line; two where there are none, and `None` for a text of one line.
fn indent(text: &str) -> Option<String> {
    let mut lines = text.trim().lines().skip(1).peekable();
    lines.peek()?;
    let blank = |line: &str| line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect::<String>();
    Some(lines.map(blank).find(|blank| !blank.is_empty()).unwrap_or_else(|| "  ".to_owned()))
}

fn write(json: &Json, indent: Option<&str>) -> String {
    let Some(indent) = indent else { return json.to_string() };
    let pretty = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
    // A string never holds a bare line end, so every line begins with the writer's own blanks.
    let line = |line: &str| {
        let text = line.trim_start_matches(' ');
        format!("{}{text}", indent.repeat((line.len() - text.len()) / 2))
    };
    pretty.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
