//! What is new, told once: notices, failures, other people's changes, what became of a send.

use super::aloud::{all_aloud, sentences};
use super::{Plain, WHOLE};
use crate::api::failure::Failure;
use crate::app::App;
use crate::view::spoken;
use std::io::{Write, stdout};
use std::time::Duration;

/// What was told already.
#[derive(Debug, Default)]
pub struct Seen {
    notice: Option<(String, Duration)>,
    failure: Option<Failure>,
    news: Option<String>,
    report: Vec<String>,
    trouble: Option<String>,
}

impl Plain {
    /// Tells what was not told yet.
    pub(super) fn tell_news(&mut self) {
        let app = &self.person.app;
        let form = app.form();
        let mut lines = Vec::new();
        let failure = form.and_then(|form| form.failure.clone());
        if let Some(failure) = failure.as_ref().filter(|failure| self.seen.failure.as_ref() != Some(failure))
        {
            lines.push("It did not work.".to_owned());
            lines.extend(all_aloud(&spoken::failed(failure, WHOLE)));
        }
        let news = form.and_then(|form| spoken::news(app, form));
        if let Some(news) = news.as_ref().filter(|news| self.seen.news.as_ref() != Some(news)) {
            lines.extend(sentences(news));
        }
        let report = form.filter(|form| form.report.as_ref().is_some_and(|report| report.shown));
        let report = report.map(|form| spoken::reported(form, WHOLE)).unwrap_or_default();
        if report != self.seen.report && !report.is_empty() {
            lines.push("What became of it:".to_owned());
            lines.extend(all_aloud(&report));
        }
        let notice = app.notice.as_ref().map(|notice| (notice.text.clone(), notice.until));
        if let Some((text, _)) = notice.as_ref().filter(|notice| self.seen.notice.as_ref() != Some(notice)) {
            lines.extend(sentences(text));
        }
        let trouble =
            app.cannot_keep().map(|why| format!("Unsent changes cannot be kept on this computer: {why}."));
        if let Some(trouble) = trouble.as_ref().filter(|trouble| self.seen.trouble.as_ref() != Some(trouble))
        {
            lines.extend(sentences(trouble));
        }
        self.seen = Seen { notice, failure, news, report, trouble };
        self.lines(&lines);
    }
}

/// While one waits: why it takes long, each reason once.
pub fn waiting(app: &App, told: &mut Vec<u8>) {
    let Some(wait) = app.wait() else { return };
    if !told.contains(&wait.next_try) {
        told.push(wait.next_try);
        let left = wait.until.saturating_sub(app.now.elapsed).as_secs() + 1;
        let text = format!("{} It is tried again in {left} seconds.", wait.failure.what());
        drop(writeln!(stdout(), "{}", spoken::printable(&text)));
    }
}
