//! Three versions of one field: a base, and what two people made of it, each by a few small changes, so that they meet now
//! and then and leave each other alone elsewhere.

use patchpanel::connector::FIELDS;
use patchpanel::edit::{At, Json, Kind, Secret, Value};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, json};

/// Three versions of one field.
#[derive(Clone)]
pub struct Sides {
    /// The key of the field.
    pub key: &'static str,
    pub base: Json,
    pub theirs: Json,
    pub mine: Json,
    /// What was typed into the hidden cells of mine, row by row.
    pub secrets: Vec<Option<String>>,
}

impl std::fmt::Debug for Sides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\n  base   {}\n  theirs {}\n  mine   {}\n  typed  {:?}",
            self.key, self.base, self.theirs, self.mine, self.secrets
        )
    }
}

impl Sides {
    pub fn at(&self) -> At {
        At::of(&FIELDS, self.key).unwrap()
    }

    pub fn kind(&self) -> Kind {
        self.at().field(&FIELDS).unwrap().kind
    }

    /// Base, theirs, mine.
    pub fn values(&self) -> [Value; 3] {
        let read = |json: &Json| self.kind().decode(Some(json));
        let mut mine = read(&self.mine);
        if let Value::Rows(rows) = &mut mine {
            for (row, typed) in rows.iter_mut().zip(&self.secrets) {
                for cell in &mut row.cells {
                    if let (Value::Secret(secret), Some(text)) = (cell, typed) {
                        *secret = Secret::new(text);
                    }
                }
            }
        }
        [read(&self.base), read(&self.theirs), mine]
    }

    /// A connector that holds this in the field.
    pub fn record(&self, json: &Json) -> Json {
        json!({"id": "1", "name": "n", self.key: json})
    }
}

/// A small change: what, where, and with which word.
type Change = (u8, Index, Index, usize);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec((0..7_u8, any::<Index>(), any::<Index>(), 0..5_usize), 0..4)
}

/// Three versions of a field of any kind that is merged by part, or as a whole.
pub fn sides() -> BoxedStrategy<Sides> {
    of(&[
        "name",
        "description",
        "body",
        "direct_fin_usage",
        "audiences",
        "token_ids",
        "headers",
        "data_inputs",
        "mock_response",
    ])
}

/// Three versions of one of these fields.
pub fn of(keys: &'static [&'static str]) -> BoxedStrategy<Sides> {
    let typed = prop::collection::vec(prop::option::weighted(0.4, "§[a-z]{5}"), 6);
    (select(keys), prop::collection::vec(0..5_usize, 0..6), changes(), changes(), typed)
        .prop_map(|(key, words, theirs, mine, typed)| {
            let base = begin(key, &words);
            let (theirs, mine) = (changed(key, &base, &theirs, "t"), changed(key, &base, &mine, "m"));
            let rows = mine.as_array().map_or(0, Vec::len);
            let secrets = if key == "headers" { typed.into_iter().take(rows).collect() } else { Vec::new() };
            Sides { key, base, theirs, mine, secrets }
        })
        .boxed()
}

const WORDS: [&str; 5] = ["a", "b", "c", "d", "e"];
const ENDS: [&str; 2] = ["\n", "\r\n"];

fn begin(key: &str, words: &[usize]) -> Json {
    let word = |word: &usize| WORDS[*word];
    match key {
        // Lines that are all different, so that each can be followed.
        "description" => {
            let line = |(index, word): (usize, &usize)| format!("b{index}{}", ENDS[word % 2]);
            Json::from(words.iter().enumerate().map(line).collect::<String>())
        }
        // And lines that are not.
        "body" => Json::from(words.iter().map(|w| [word(w), "\n"].concat()).collect::<String>()),
        "direct_fin_usage" => json!(words.len().is_multiple_of(2)),
        "audiences" | "token_ids" => {
            let mut seen: Vec<&str> = Vec::new();
            for word in words.iter().map(word) {
                // A list may hold a word twice.
                if key == "token_ids" || !seen.contains(&word) {
                    seen.push(word);
                }
            }
            json!(seen)
        }
        "headers" | "data_inputs" => Json::Array(words.iter().map(|w| row(key, word(w))).collect()),
        "mock_response" => {
            let entry = |(index, w): (usize, &usize)| {
                let inner = json!({"x": index, "y": "s"});
                (word(w).to_owned(), if index % 2 == 0 { inner } else { json!([index]) })
            };
            Json::Object(words.iter().enumerate().map(entry).collect::<Map<_, _>>())
        }
        _ => json!(words.iter().map(word).collect::<String>()),
    }
}

fn row(key: &str, name: &str) -> Json {
    match key {
        "headers" => json!({"name": name, "value": "****"}),
        _ => json!({"name": name, "type": "string", "required": false, "description": "d", "source": "s"}),
    }
}

/// The same changes made by someone. `by` stands in whatever is new, so that it can be told whose it is.
fn changed(key: &str, base: &Json, changes: &[Change], by: &str) -> Json {
    let mut json = base.clone();
    for (number, change) in changes.iter().enumerate() {
        let new = format!("{by}{number}{}", WORDS[change.3]);
        json = match key {
            "description" => lines(&json, change, &new),
            "body" => lines(&json, change, WORDS[change.3]),
            "direct_fin_usage" => json!(change.0 % 2 == 0),
            "audiences" | "token_ids" => words(json, change),
            "headers" | "data_inputs" => rows(key, json, change, &new),
            "mock_response" => document(json, change, &new),
            _ => json!(format!("{}{}", json.as_str().unwrap(), WORDS[change.3])),
        };
    }
    json
}

fn lines(json: &Json, (what, place, _, word): &Change, new: &str) -> Json {
    let mut lines: Vec<String> = json.as_str().unwrap().split_inclusive('\n').map(str::to_owned).collect();
    // The last line may have no end.
    let line = format!("{new}{}", if what % 2 == 0 { "\n" } else { ENDS[word % 2] });
    let place = place.index(lines.len() + 1);
    match what {
        0..=2 => lines.insert(place, line),
        _ if place == lines.len() => lines.push(line),
        3 | 4 => drop(lines.remove(place)),
        _ => lines[place] = line,
    }
    Json::from(lines.concat().trim_end_matches(|c| *what == 6 && c == '\n'))
}

fn words(mut json: Json, (what, place, other, word): &Change) -> Json {
    let words = json.as_array_mut().unwrap();
    let there = words.iter().any(|member| *member == WORDS[*word]);
    match what {
        0..=2 if !there => words.insert(place.index(words.len() + 1), json!(WORDS[*word])),
        3 | 4 if !words.is_empty() => drop(words.remove(place.index(words.len()))),
        5 | 6 if !words.is_empty() => {
            let (from, to) = (place.index(words.len()), other.index(words.len()));
            words.swap(from, to);
        }
        _ => {}
    }
    json
}

fn rows(key: &str, mut json: Json, (what, place, other, word): &Change, new: &str) -> Json {
    let rows = json.as_array_mut().unwrap();
    let at = place.index(rows.len().max(1));
    match what {
        0 => rows.insert(place.index(rows.len() + 1), row(key, WORDS[*word])),
        _ if rows.is_empty() => rows.push(row(key, WORDS[*word])),
        1 => drop(rows.remove(at)),
        2 => {
            let to = other.index(rows.len());
            rows.swap(at, to);
        }
        3 => rows[at]["name"] = json!(WORDS[*word]),
        4 => rows[at]["internal"] = json!(new),
        5 if key == "data_inputs" => rows[at]["required"] = json!(word % 2 == 0),
        _ if key == "data_inputs" => rows[at]["description"] = json!(new),
        _ => rows[at]["name"] = json!(new),
    }
    json
}

fn document(mut json: Json, (what, place, other, word): &Change, new: &str) -> Json {
    let object = json.as_object_mut().unwrap();
    let key = WORDS[place.index(WORDS.len())];
    match (what, object.get_mut(key)) {
        (0 | 1, _) => drop(object.insert(key.to_owned(), json!(new))),
        (2, _) => drop(object.shift_remove(key)),
        (_, Some(Json::Object(inner))) => {
            drop(inner.insert(["x", "y", "z"][other.index(3)].to_owned(), json!([word, new])));
        }
        (_, Some(Json::Array(items))) => items.push(json!(word)),
        (_, _) => drop(object.insert(key.to_owned(), json!({"x": new}))),
    }
    json
}
