//! What the keys do among the runs, and what is asked of the server for them.

use super::{Detail, Filter, Outcome, Part, Progress, Runs, Watch};
use crate::api::failure::{Cause, Failure};
use crate::api::runs::{Run, RunPage};
use crate::app::ask::Question;
use crate::app::command::{Command, Context, Reason};
use crate::app::editor::Editor;
use crate::app::form::{Form, Pane};
use crate::app::message::{Effect, Ticket};
use crate::app::overlay::Overlay;
use crate::app::reread::ATTENTION;
use crate::app::runs::body::BodyKind;
use crate::app::{App, Stage, Tone};
use crate::connector::facts;
use crate::edit::Value;
use std::time::Duration;

/// How often new runs are looked for.
const WATCH: Duration = Duration::from_secs(4);
/// The longest that is waited after looking has failed.
const SLOWEST: Duration = Duration::from_secs(60);

impl App {
    /// The runs that lie over the screen, whatever lies over them.
    pub fn runs(&self) -> Option<&Runs> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Runs(runs) => Some(&**runs),
            _ => None,
        })
    }

    fn runs_mut(&mut self) -> Option<&mut Runs> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Runs(runs) => Some(&mut **runs),
            _ => None,
        })
    }

    /// Opens the runs of the open connector, or of the one under the cursor. Right after it was set live, new ones are
    /// watched.
    pub(in crate::app) fn open_runs(&mut self) -> Vec<Effect> {
        let known = match &self.stage {
            Stage::Editing(form) => Some((form.id.clone(), facts::draft_name(&form.draft).to_owned())),
            _ => self.picker.selected().map(|item| (item.id.clone(), item.name.clone())),
        };
        let Some((id, name)) = known else { return Vec::new() };
        let now = self.now.elapsed;
        let mut runs = Runs::new(id, name, now);
        if self.went_live.take().is_some_and(|live| live == runs.id) {
            runs.watch = Some(Watch { due: now + WATCH, asked: None, pause: WATCH });
        }
        self.overlays.push(Overlay::Runs(Box::new(runs)));
        self.read_runs()
    }

    /// Reads the runs from the newest on.
    pub(in crate::app) fn read_runs(&mut self) -> Vec<Effect> {
        let now = self.now;
        let Some(runs) = self.runs_mut() else { return Vec::new() };
        runs.restart(now.unix, now.elapsed);
        self.ask_page()
    }

    fn ask_page(&mut self) -> Vec<Effect> {
        let Some(question) = self.runs().map(|runs| Question::Runs {
            id: runs.id.clone(),
            filter: runs.question(),
            after: runs.next.clone(),
        }) else {
            return Vec::new();
        };
        let (ticket, effect) = self.ask(question);
        let since = self.now.elapsed;
        if let Some(runs) = self.runs_mut() {
            runs.progress = Progress::Loading { ticket, since };
        }
        vec![effect]
    }

    /// What is due by now: a further page, the bodies of the run under the cursor, a look for new ones.
    pub(in crate::app) fn go_on_with_runs(&mut self) -> Vec<Effect> {
        let now = self.now.elapsed;
        let Some(runs) = self.runs() else { return Vec::new() };
        let beside = self.drawn.beside;
        let (page, watch) = (runs.wants_page(), self.watches_runs_at().is_some_and(|due| due <= now));
        let detail = runs.wants_detail(beside).is_some_and(|due| due <= now);
        let mut effects = if page { self.ask_page() } else { Vec::new() };
        if detail {
            effects.extend(self.ask_detail());
        }
        if watch {
            effects.extend(self.ask_newest());
        }
        effects
    }

    /// When something is due next, if nothing happens before.
    pub(in crate::app) fn runs_due(&self) -> Option<Duration> {
        let detail = self.runs()?.wants_detail(self.drawn.beside);
        [detail, self.watches_runs_at()].into_iter().flatten().min()
    }

    /// When new runs are looked for next; not while nobody has touched a key for long.
    fn watches_runs_at(&self) -> Option<Duration> {
        let runs = self.runs()?;
        let watch = runs.watch.as_ref()?;
        let busy = watch.asked.is_some() || runs.loading().is_some();
        (!busy && watch.due < self.typed_at + ATTENTION).then_some(watch.due)
    }

    /// Whether watching waits for a key, since nobody has touched one for long.
    pub fn watch_rests(&self) -> bool {
        let watch = self.runs().and_then(|runs| runs.watch.as_ref());
        watch.is_some_and(|watch| watch.due >= self.typed_at + ATTENTION)
    }

    fn ask_detail(&mut self) -> Vec<Effect> {
        let wanted = self.runs().and_then(|runs| Some((runs.id.clone(), runs.selected()?.id.clone())));
        let Some((id, run)) = wanted else { return Vec::new() };
        let (ticket, effect) = self.ask(Question::Run { id, run: run.clone() });
        if let Some(runs) = self.runs_mut() {
            runs.awaited = Some((ticket, run));
        }
        vec![effect]
    }

    fn ask_newest(&mut self) -> Vec<Effect> {
        let question = self.runs().map(|runs| Question::Runs {
            id: runs.id.clone(),
            filter: runs.question(),
            after: None,
        });
        let Some(question) = question else { return Vec::new() };
        let (ticket, effect) = self.ask(question);
        if let Some(watch) = self.runs_mut().and_then(|runs| runs.watch.as_mut()) {
            watch.asked = Some(ticket);
        }
        vec![effect]
    }

    pub(in crate::app) fn runs_arrived(&mut self, ticket: Ticket, page: Result<RunPage, Failure>) {
        let now = self.now.elapsed;
        let Some(runs) = self.runs_mut() else { return };
        if runs.loading() == Some(ticket) {
            match page {
                Ok(page) => runs.take_page(page),
                Err(failure) => runs.progress = Progress::Failed(failure),
            }
            runs.moved_at = now;
            return;
        }
        let Some(watch) = runs.watch.as_mut().filter(|watch| watch.asked == Some(ticket)) else { return };
        watch.asked = None;
        match page {
            Ok(page) => {
                (watch.pause, watch.due) = (WATCH, now + WATCH);
                let at_the_top = runs.cursor == 0;
                if runs.take_newest(page) > 0 && at_the_top {
                    runs.moved_at = now;
                }
            }
            Err(failure) if failure.is_retryable() && !matches!(failure.cause, Cause::Unauthorized) => {
                let asked_for = match failure.cause {
                    Cause::RateLimited { wait: Some(wait) } => wait,
                    _ => Duration::ZERO,
                };
                watch.pause = (watch.pause * 2).clamp(asked_for.min(SLOWEST), SLOWEST);
                watch.due = now + watch.pause.max(asked_for);
                let text = format!("Still watching: {}", failure.what());
                self.say(Tone::Note, text);
            }
            Err(failure) => {
                runs.watch = None;
                self.say(Tone::Trouble, format!("It is not watched any more: {}", failure.what()));
            }
        }
    }

    pub(in crate::app) fn run_arrived(&mut self, ticket: Ticket, run: Result<Run, Failure>) {
        let Some(runs) = self.runs_mut() else { return };
        let Some((_, id)) = runs.awaited.take_if(|(asked, _)| *asked == ticket) else { return };
        runs.take_detail(id, run.map(Detail::new));
    }

    // The keys.

    /// Stops what is awaited, else the watching, else closes the runs.
    pub(in crate::app) fn leave_runs(&mut self) {
        let Some(runs) = self.runs_mut() else { return };
        if runs.loading().is_some() {
            runs.progress = Progress::Stopped;
            return;
        }
        if runs.watch.take().is_some() {
            self.say(Tone::Note, "It is not watched any more.".to_owned());
            return;
        }
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Runs(_)));
    }

    /// Gives the keys to the run under the cursor, or back to the list.
    pub(in crate::app) fn read_run(&mut self, reading: bool) {
        // Whoever leaves a run that is asked for again later does not wait for it any more.
        let asked = self.runs().and_then(|runs| runs.awaited.as_ref()).map(|(ticket, _)| *ticket);
        let wait = asked.filter(|_| !reading).and_then(|ticket| self.wait_of(ticket));
        let given_up = wait.map(|wait| wait.failure.clone());
        if let Some(runs) = self.runs_mut() {
            if let Some(failure) = given_up
                && let Some((_, id)) = runs.awaited.take()
            {
                runs.take_detail(id, Err(failure));
            }
            runs.reading = reading;
            runs.begin_run();
        }
    }

    pub(in crate::app) fn move_in_runs(&mut self, rows: isize) {
        let now = self.now.elapsed;
        let Some(runs) = self.runs_mut() else { return };
        if runs.reading {
            runs.scroll_by(rows);
        } else {
            runs.move_by(rows, now);
        }
    }

    /// Takes from a frame where the run under the cursor stood in it.
    pub(in crate::app) fn run_drawn(&mut self) {
        let drawn = self.drawn;
        if let Some(Overlay::Runs(runs)) = self.overlays.last_mut()
            && runs.reading
            && !drawn.blind
        {
            runs.drawn_at(drawn.spot);
        }
    }

    /// On to the next run, or back to the newer one, without leaving it.
    pub(in crate::app) fn next_run(&mut self, forward: bool) {
        let now = self.now.elapsed;
        if let Some(runs) = self.runs_mut() {
            runs.move_by(if forward { 1 } else { -1 }, now);
        }
    }

    pub(in crate::app) fn turn_part(&mut self, forward: bool) {
        if let Some(runs) = self.runs_mut() {
            runs.turn_part(forward);
        }
    }

    /// Takes another filter and reads from the newest on.
    pub(in crate::app) fn filter_runs(&mut self, change: impl FnOnce(&Runs) -> Filter) -> Vec<Effect> {
        let Some(runs) = self.runs_mut() else { return Vec::new() };
        runs.filter = change(runs);
        self.read_runs()
    }

    pub(in crate::app) fn watch_runs(&mut self) {
        let now = self.now.elapsed;
        let Some(runs) = self.runs_mut() else { return };
        if runs.watch.take().is_some() {
            return self.say(Tone::Note, "It is not watched any more.".to_owned());
        }
        runs.watch = Some(Watch { due: now, asked: None, pause: WATCH });
        runs.fresh.clear();
        let (watch, leave) =
            (self.key(Context::Runs, Command::WatchRuns), self.key(Context::Runs, Command::LeaveRuns));
        self.say(Tone::Done, format!("New runs are looked for every 4 s; {watch} or {leave} ends that."));
    }

    pub(in crate::app) fn copy_body(&mut self) -> Vec<Effect> {
        let Some((part, body)) = self.runs().and_then(Runs::marked) else { return Vec::new() };
        let (what, text) = (part.label(), body.came.clone());
        self.copy(what, text)
    }

    /// Makes the response of the run under the cursor the sample response: an edit like any other.
    pub(in crate::app) fn take_as_sample(&mut self) {
        let Some(text) = self.runs().and_then(response).map(|body| body.text().to_owned()) else { return };
        let Some(form) = self.form_mut() else { return };
        let Some((at, field)) = facts::sample_place(form.draft.table()) else { return };
        form.leave();
        form.record(
            at,
            Value::Document(text),
            &format!("take the response of a run as {}", field.label),
            None,
        );
        form.go_to(at, None);
        form.editor = Some(Editor::Reading { scroll: 0 });
        form.pane = Pane::Field;
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Runs(_)));
        let undo = self.key(Context::Form, Command::Undo);
        self.say(Tone::Done, format!("{} is the response of that run. {undo} takes it back.", field.label));
    }
}

impl Part {
    /// What it is, in the midst of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Request => "the request body",
            Self::Response => "the response body",
            Self::Raw => "the response as it came",
        }
    }
}

/// The outcome that `f` looks at next. A run that went well has no error, so that filter goes with it.
pub(in crate::app) fn next_outcome(runs: &Runs) -> Filter {
    let filter = runs.filter.clone();
    match filter.outcome {
        Outcome::Any => Filter { outcome: Outcome::Failed, ..filter },
        Outcome::Failed => Filter { outcome: Outcome::Well, error: None, ..filter },
        Outcome::Well => Filter { outcome: Outcome::Any, ..filter },
    }
}

/// The error that `e` looks at next.
pub(in crate::app) fn next_error(runs: &Runs) -> Filter {
    let outcome = match runs.filter.outcome {
        Outcome::Well => Outcome::Any,
        other => other,
    };
    Filter { outcome, error: runs.next_error(), ..runs.filter.clone() }
}

/// What came back, mapped or not.
fn response(runs: &Runs) -> Option<&super::Body> {
    match runs.detail()? {
        Ok(detail) => detail.response.as_ref().or(detail.raw.as_ref()),
        Err(_) => None,
    }
}

pub(in crate::app) fn has_run(app: &App) -> Result<(), Reason> {
    app.runs().and_then(Runs::selected).map(|_| ()).ok_or("there is no run here")
}

pub(in crate::app) fn has_body(app: &App) -> Result<(), Reason> {
    has_run(app)?;
    let Some(runs) = app.runs() else { return Ok(()) };
    match runs.detail() {
        None => Err("its bodies are not read yet; [runs.read-run] reads them"),
        Some(Err(_)) => Err("its bodies could not be read"),
        Some(Ok(_)) => runs.marked().map(|_| ()).ok_or("this run has no bodies"),
    }
}

pub(in crate::app) fn has_parts(app: &App) -> Result<(), Reason> {
    has_body(app)?;
    match app.runs().and_then(Runs::detail) {
        Some(Ok(detail)) if detail.parts().count() > 1 => Ok(()),
        _ => Err("there is one body only"),
    }
}

pub(in crate::app) fn has_error(app: &App) -> Result<(), Reason> {
    match app.runs() {
        Some(runs) if runs.filter.error.is_some() || !runs.errors.is_empty() => Ok(()),
        _ => Err("no run with an error was read"),
    }
}

pub(in crate::app) fn has_longer(app: &App) -> Result<(), Reason> {
    let longer = app.runs().and_then(|runs| runs.filter.range.longer());
    longer.map(|_| ()).ok_or("this goes as far back as the server does")
}

pub(in crate::app) fn has_shorter(app: &App) -> Result<(), Reason> {
    let shorter = app.runs().and_then(|runs| runs.filter.range.shorter());
    shorter.map(|_| ()).ok_or("the last hour is the shortest")
}

pub(in crate::app) fn has_older(app: &App) -> Result<(), Reason> {
    let runs = app.runs().ok_or("there is no run here")?;
    let is_last = runs.cursor + 1 >= runs.items.len();
    if is_last { Err("this is the oldest that was read") } else { Ok(()) }
}

pub(in crate::app) fn has_newer(app: &App) -> Result<(), Reason> {
    match app.runs() {
        Some(runs) if runs.cursor > 0 => Ok(()),
        _ => Err("this is the newest"),
    }
}

pub(in crate::app) fn can_take_as_sample(app: &App) -> Result<(), Reason> {
    has_body(app)?;
    let Some(runs) = app.runs() else { return Ok(()) };
    let form: &Form = app
        .form()
        .filter(|form| form.id == runs.id)
        .ok_or("open the connector first, then its runs with [form.open-runs]")?;
    match response(runs).map(|body| body.kind) {
        None => return Err("this run has no response"),
        Some(BodyKind::Object) => {}
        Some(_) => return Err("a sample response is a JSON object, and this is none"),
    }
    let (at, _) = facts::sample_place(form.draft.table()).ok_or("this connector has no sample response")?;
    form.draft.refusal(at).map_or(Ok(()), Err)
}
