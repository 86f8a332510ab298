//! `GET /data_connectors/{id}/execution_results` and one of them: what a connector did, newest first.
//!
//! The runs themselves are made in `traffic`, for the stretch of time that is asked for and no further.

use axum::http::StatusCode;
use serde_json::Value;

use super::pages::{Asked, Sizes};
use super::reply::{Refusal, Reply};
use super::routes::{bad_request, no_connector};
use super::workspace::{Record, Workspace, iso};

/// As documented.
const SIZES: Sizes = Sizes { most: 30, default: 10 };

/// How far back the list begins when nothing is said, as documented.
const HOUR: i64 = 3600;

/// How long runs are kept. The documentation does not say; the demo lets go of them after two weeks.
const KEPT: i64 = 14 * 24 * HOUR;

/// As documented, in that order.
const ERROR_TYPES: [&str; 11] = [
    "request_configuration_error",
    "faraday_error",
    "3rd_party_error",
    "response_mapping_error",
    "token_refresh_error",
    "fin_action_response_formatting_error",
    "fin_action_identity_verification_error",
    "email_verification_error",
    "non_fin_standalone_action_identity_verification_error",
    "request_validation_error",
    "client_side_action_error",
];

/// What is asked for.
struct Filter {
    success: Option<bool>,
    error_type: Option<String>,
    start: i64,
    end: i64,
    with_bodies: bool,
}

impl Filter {
    fn read(query: &dyn Fn(&str) -> Option<String>, now: i64) -> Result<Filter, Refusal> {
        let flag = |key: &str| match query(key).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::parameter(format!("Invalid {key}. Must be one of: true, false"))),
        };
        let time = |key: &str, otherwise: i64| match query(key).map(|text| text.parse()) {
            None => Ok(otherwise),
            Some(Ok(time)) => Ok(time),
            Some(Err(_)) => Err(Refusal::parameter(format!("{key} must be a Unix timestamp (integer)"))),
        };
        let error_type = query("error_type");
        if error_type.as_ref().is_some_and(|word| !ERROR_TYPES.contains(&word.as_str())) {
            let known = ERROR_TYPES.join(", ");
            return Err(Refusal::parameter(format!("Invalid error_type. Must be one of: {known}")));
        }
        Ok(Filter {
            success: flag("success")?,
            error_type,
            start: time("start_ts", now - HOUR)?.max(now - KEPT),
            end: time("end_ts", now)?.min(now),
            with_bodies: flag("include_bodies")?.unwrap_or(false),
        })
    }

    fn takes(&self, error_type: Option<&str>) -> bool {
        self.success.is_none_or(|success| success == error_type.is_none())
            && self.error_type.as_deref().is_none_or(|wanted| error_type == Some(wanted))
    }
}

pub(super) fn list(
    workspace: &Workspace,
    now: i64,
    id: &str,
    query: &dyn Fn(&str) -> Option<String>,
) -> Reply {
    let Some(record) = workspace.find(id) else {
        return no_connector();
    };
    let page = Asked::read(SIZES, query("per_page").as_deref(), query("starting_after").as_deref());
    let (filter, asked) = match Filter::read(query, now).and_then(|filter| Ok((filter, page?))) {
        Ok(both) => both,
        Err(refusal) => return bad_request(refusal),
    };
    asked.page(next(record, &filter, &asked))
}

/// The items of the page, and one more if there is one.
fn next(record: &Record, filter: &Filter, asked: &Asked) -> Vec<((i64, String), Value)> {
    let Some(traffic) = &record.traffic else {
        return Vec::new();
    };
    let newest = asked.from().map_or(filter.end, |from| from.min(filter.end));
    let slots = (traffic.slot(filter.start)..=traffic.slot(newest)).rev();
    let runs = slots.filter_map(|slot| record.run(slot));
    runs.filter(|run| (filter.start..=filter.end).contains(&run.time))
        .filter(|run| asked.is_left((run.time, &run.id())))
        .filter(|run| filter.takes(run.error_type()))
        .map(|run| ((run.time, run.id()), run.item(&iso(run.time), filter.with_bodies)))
        .take(asked.per_page + 1)
        .collect()
}

/// One run, with its bodies.
pub(super) fn one(workspace: &Workspace, now: i64, id: &str, run: &str) -> Reply {
    let Some(record) = workspace.find(id) else {
        return no_connector();
    };
    let found = super::traffic::slot_of(id, run).and_then(|slot| record.run(slot));
    if let Some(run) = found.filter(|run| (now - KEPT..=now).contains(&run.time)) {
        return Reply::ok(run.item(&iso(run.time), true));
    }
    let refusal = Refusal::new("execution_result_not_found", "Execution result not found");
    Reply::refused(StatusCode::NOT_FOUND, refusal)
}
