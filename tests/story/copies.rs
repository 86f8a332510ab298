//! What is copied beside the value under the cursor, and what never is.

use crate::support::Story;

#[test]
fn each_copy_has_a_letter_and_is_found_by_name_too() {
    let mut story = Story::in_connector("12345");
    story.keys("Yi").sees("Copied the id 12345");
    assert_eq!(story.clipboard(), "12345");
    story.keys("Yb").sees("Copied the body");
    assert_eq!(story.clipboard(), story.text_of("body"));
    story.keys("Yc");
    assert!(story.clipboard().starts_with("curl "));
    story.keys("Y<down><down><down><down><enter>");
    assert_eq!(story.clipboard(), "12345");
    story.keys("<ctrl-p>copy curl<enter>");
    assert!(story.clipboard().starts_with("curl "));
    story.go_to("Name").keys("Yv");
    assert_eq!(story.clipboard(), "Order Status Service");
}

#[test]
fn what_would_be_sent_is_copied_with_its_secrets_masked_and_says_so() {
    let mut story = Story::in_connector("12345");
    story.keys("Yp").sees("nothing is changed").keys("<esc>");
    story.go_to("Headers").keys("<enter>l<enter>Bearer hush<esc><esc>");
    story
        .never_shows("hush")
        .keys("Y")
        .sees("header values masked")
        .keys("p")
        .sees("with header values masked");
    let copied = story.clipboard();
    assert!(
        copied.contains("Authorization") && copied.contains("••••••••") && !copied.contains("hush"),
        "{copied}"
    );
    story.keys("Yc");
    assert!(!story.clipboard().contains("hush"));
}

#[test]
fn the_link_leads_to_the_web_app_of_the_region_and_is_called_a_guess() {
    let mut story = Story::in_connector("12345");
    story.keys("Y").sees("the sample workspace is in no web app").keys("<esc>");
    story.app.session.demo = false;
    let id = story.app.me.as_ref().and_then(|me| me.workspace_id.clone()).unwrap();
    for (region, host) in
        [("US", "app.intercom.com"), ("eu", "app.eu.intercom.com"), ("AU", "app.au.intercom.com")]
    {
        if let Some(me) = &mut story.app.me {
            me.region = Some(region.to_owned());
        }
        story.keys("Y").sees("a guess").keys("l").sees("so a guess");
        assert_eq!(
            story.clipboard(),
            format!("https://{host}/a/apps/{id}/settings/app-settings/custom-actions/12345")
        );
    }
    story.app.me = None;
    story.keys("Y").sees("the region of this workspace is not known");
}
