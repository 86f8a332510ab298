//! Each kind of field: how it is edited, what is shown, what goes out.

use crate::support::Story;
use serde_json::json;

#[test]
fn a_text_is_edited_reviewed_and_sent_alone() {
    let mut story = Story::in_connector("12345");
    story.go_to("Name").keys("<enter> (EU)<esc>").sees("✎ 1 change");
    story.keys("s").sees("Review").sees("\"name\": \"Order Status Service (EU)\"");
    story.keys("<enter>").sees("Sent: Name.").sees("no changes");
    assert_eq!(story.sent_once(), json!({"name": "Order Status Service (EU)"}));
    assert_eq!(story.stored("12345")["name"], "Order Status Service (EU)");
}
