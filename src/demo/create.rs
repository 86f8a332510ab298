//! `POST /data_connectors` and `DELETE /data_connectors/{id}`: how a connector comes into the workspace and leaves it.
//!
//! A new one is a draft, holds the documented defaults where nothing was sent, and is used by nothing.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::reply::{Refusal, Reply};
use super::rules;
use super::unknowns::{StateOnCreate, Unknowns};
use super::workspace::Workspace;

/// All or nothing: what is refused makes no connector.
pub(super) fn create(
    workspace: &mut Workspace,
    unknowns: &Unknowns,
    now: i64,
    sent: &Map<String, Value>,
) -> Reply {
    let refused = |refusals| Reply::refused_for(StatusCode::UNPROCESSABLE_ENTITY, refusals);
    if sent.get("name").is_none_or(Value::is_null) {
        return refused(vec![Refusal::new("parameter_not_found", "Name is required")]);
    }
    let mut reading = rules::read_fields(sent, &Map::new(), unknowns);
    if sent.contains_key("state") && unknowns.state_on_create == StateOnCreate::Refuse {
        reading.refusals.push(Refusal::parameter("State isn't accepted on create"));
    }
    if !reading.refusals.is_empty() {
        return refused(reading.refusals);
    }
    let id = workspace.fresh_id();
    let admin = workspace.me.get("id").cloned().unwrap_or_default();
    let mut draft = defaults(&id, &admin);
    draft.extend(reading.fields);
    Reply::created(workspace.add(draft, admin, now))
}

/// The documented body, whose key is `object` and not `type`. Of the two conflicts the state comes first.
pub(super) fn delete(workspace: &mut Workspace, id: &str) -> Reply {
    let Some(record) = workspace.find(id) else {
        return super::routes::no_connector();
    };
    let conflict = |code, message: &str| Reply::refused(StatusCode::CONFLICT, Refusal::new(code, message));
    if record.is_live() {
        return conflict("conflict", "Data connector must be in draft state to be deleted");
    }
    if record.is_used() {
        let message = "Data connector is in use by other resources and cannot be deleted";
        return conflict("data_connector_in_use", message);
    }
    workspace.remove(id);
    Reply::ok(json!({"id": id, "object": "data_connector", "deleted": true}))
}

/// A connector of which only the name is known, with its keys in the order of the documented example.
fn defaults(id: &str, admin: &Value) -> Map<String, Value> {
    let fields = json!({
        "type": "data_connector",
        "id": id,
        "name": "",
        "description": null,
        "state": "draft",
        "http_method": "get",
        "url": null,
        "body": "",
        "headers": [],
        "direct_fin_usage": false,
        "audiences": [],
        "execution_type": "server_side",
        "configuration_response_type": "test_response_type",
        "data_transformation_type": "full_access",
        "client_function_name": null,
        "client_function_timeout_ms": null,
        "data_inputs": [],
        "response_fields": [],
        "object_mappings": [],
        "token_ids": [],
        "customer_authentication": false,
        "bypass_authentication": false,
        "validate_missing_attributes": null,
        "created_by_admin_id": admin,
        "updated_by_admin_id": admin,
        "created_at": "",
        "updated_at": "",
        "execution_results_url": format!("/data_connectors/{id}/execution_results"),
    });
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}
