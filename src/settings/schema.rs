//! The JSON schema of the config file, for editors that complete and check while one types. Made of the table.

use super::config::{PRESETS, THEMES};
use super::options::{Kind, SETTINGS, Setting};
use serde_json::{Map, Value as Json, json};

/// The schema, as text.
pub fn schema() -> String {
    let all = SETTINGS.iter();
    let properties = |settings: &mut dyn Iterator<Item = &Setting>| -> Map<String, Json> {
        settings.map(|row| (row.word.to_owned(), property(row))).collect()
    };
    let mut profile = properties(&mut all.clone().filter(|row| row.in_profiles));
    profile.insert("keys".to_owned(), keys());
    let mut top = properties(&mut all.clone());
    let one_address = json!({"required": ["region", "base_url"]});
    top.insert(
        "profile".to_owned(),
        json!({
            "description": "What holds for one workspace, in sections [profile.NAME].",
            "type": "object",
            "propertyNames": {"pattern": NAME},
            "additionalProperties": {
                "type": "object",
                "properties": profile,
                "additionalProperties": false,
                "not": one_address,
            },
        }),
    );
    top.insert("keys".to_owned(), keys());
    top.insert("themes".to_owned(), themes());
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The config file of patchpanel",
        "type": "object",
        "properties": top,
        "additionalProperties": false,
        "not": one_address,
    });
    // Writing what is already JSON does not fail.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}

/// The names of profiles and themes.
const NAME: &str = "^[A-Za-z0-9_-]{1,40}$";

fn property(row: &Setting) -> Json {
    let mut property = match row.kind {
        Kind::Text { pattern, .. } => json!({"type": "string", "pattern": pattern}),
        Kind::Word(words) => json!({"type": "string", "enum": words}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Seconds(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Command => json!({"anyOf": [
            {"type": "string", "pattern": "\\S"},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ]}),
    };
    if let Json::Object(property) = &mut property {
        property.insert("description".to_owned(), row.doc.into());
        if let Some(default) = row.default {
            // A default is written alike in TOML and in JSON.
            property.insert("default".to_owned(), serde_json::from_str(default).unwrap_or(Json::Null));
        }
    }
    property
}

fn keys() -> Json {
    json!({
        "description": "Keys that differ from those of the preset, in sections [keys.CONTEXT].",
        "type": "object",
        "properties": {"preset": {"type": "string", "enum": PRESETS, "default": "default"}},
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
            ]},
        },
    })
}

fn themes() -> Json {
    let bases = THEMES.get(1..).unwrap_or_default();
    json!({
        "description": "Themes of your own, in sections [themes.NAME]: the theme to begin with, and a style for each role \
                        that differs.",
        "type": "object",
        "propertyNames": {"pattern": NAME, "not": {"enum": THEMES}},
        "additionalProperties": {
            "type": "object",
            "properties": {"base": {"type": "string", "enum": bases, "default": "dark"}},
            "additionalProperties": {"type": "string"},
        },
    })
}
