//! From a sample of the called API's answer to the response fields that the server keeps of it.
//!
//! What a sample generates is read in one place, `connector::response`, which the editor foretells by: a second
//! reading here would only be a second chance to get the documented rules wrong. What the documentation leaves open is
//! a switch, so that the editor can be held against a server that sees it otherwise.

use super::unknowns::ArrayPaths;
use crate::connector::response::{Arrays, generated};
use serde_json::{Value, json};

/// Rows of `response_fields`, in the order of the sample.
pub(super) fn response_fields(sample: &Value, array_paths: ArrayPaths) -> Vec<Value> {
    let arrays = match array_paths {
        ArrayPaths::Plain => Arrays::Plain,
        ArrayPaths::Indexed => Arrays::Indexed,
        ArrayPaths::Brackets => Arrays::Bracketed,
    };
    let row = |field: crate::connector::response::Generated| {
        json!({
            "path": field.path,
            "type": field.kind.word(),
            "example_value": field.example,
            "redacted": false,
        })
    };
    generated(sample, arrays).into_iter().map(row).collect()
}
