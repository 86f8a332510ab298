//! THE TABLE: every field of a data connector, one row each. Nothing else lists them.
//!
//! Keys, kinds and access are those of the reference page of `PATCH /data_connectors/{id}` and of the detail
//! object that it answers with. Adding a row makes a field load, show, edit, mark dirty, review and be sent.

use super::header;
use crate::edit::{Access, Column, Field, Kind};

use Access::{ReadOnly, ReadWrite, WriteOnly};

const GENERAL: &str = "General";
const REQUEST: &str = "Request";
const INPUTS: &str = "Inputs";
const USE: &str = "Use and security";
const RESPONSE: &str = "Response";
const RECORD: &str = "Record";

/// The fields of a data connector in the order in which they are read.
pub static FIELDS: [Field; 29] = [
    Field {
        key: "name",
        label: "Name",
        help: "What teammates see in the list of connectors, and Fin in its tools.",
        group: GENERAL,
        kind: Kind::Text,
        access: ReadWrite,
    },
    Field {
        key: "description",
        label: "Description",
        help: "What the connector does and when to use it. Fin reads this to decide whether to call it.",
        group: GENERAL,
        kind: Kind::Lines,
        access: ReadWrite,
    },
    Field {
        key: "state",
        label: "State",
        help: "Live connectors are called for customers. A connector has a draft and a live version; the title of the \
               fields says which one is edited. To change the state alone, without the other edits, press t.",
        group: GENERAL,
        kind: Kind::Choice(&["draft", "live"]),
        access: ReadWrite,
    },
    Field {
        key: "http_method",
        label: "Method",
        help: "The HTTP method of the call.",
        group: REQUEST,
        kind: Kind::Choice(&["get", "post", "put", "delete", "patch"]),
        access: ReadWrite,
    },
    Field {
        key: "url",
        label: "URL",
        help: "The address that Fin or a workflow calls. {{name}} inserts the value of a data input.",
        group: REQUEST,
        kind: Kind::Text,
        access: ReadWrite,
    },
    Field {
        key: "headers",
        label: "Headers",
        help: "Sent with each call. The server hides their values, and a change replaces them all: every value has to \
               be typed again. Header values are written to the connector's logs; a token is the safer place for a credential.",
        group: REQUEST,
        kind: Kind::Table(&[
            Column {
                key: "name",
                label: "Name",
                kind: Kind::Text,
                required: false,
                rule: Some(header::is_name),
            },
            Column {
                key: "value",
                label: "Value",
                kind: Kind::Secret,
                required: true,
                rule: Some(header::is_value),
            },
        ]),
        access: ReadWrite,
    },
    Field {
        key: "body",
        label: "Body",
        help: "The request body. It is a template: {{name}} inserts a data input, and it need not be valid JSON.",
        group: REQUEST,
        kind: Kind::Lines,
        access: ReadWrite,
    },
    Field {
        key: "data_inputs",
        label: "Data inputs",
        help: "What Fin or the workflow has to know before the call. A change replaces all inputs; each needs a description.",
        group: INPUTS,
        kind: Kind::Table(&[
            Column { key: "name", label: "Name", kind: Kind::Text, required: false, rule: None },
            Column {
                key: "type",
                label: "Type",
                kind: Kind::Choice(&["string", "integer", "decimal", "boolean"]),
                required: false,
                rule: None,
            },
            Column { key: "required", label: "Required", kind: Kind::Flag, required: false, rule: None },
            Column { key: "default_value", label: "Default", kind: Kind::Text, required: false, rule: None },
            Column { key: "description", label: "Description", kind: Kind::Text, required: true, rule: None },
        ]),
        access: ReadWrite,
    },
    Field {
        key: "validate_missing_attributes",
        label: "Check inputs",
        help: "Whether the call is refused while a required input has no value.",
        group: INPUTS,
        kind: Kind::Flag,
        access: ReadWrite,
    },
    Field {
        key: "direct_fin_usage",
        label: "Fin may use it",
        help: "Yes: Fin may call it on its own. No: only workflows call it.",
        group: USE,
        kind: Kind::Flag,
        access: ReadWrite,
    },
    Field {
        key: "audiences",
        label: "Audiences",
        help: "The kinds of people for whom it is available.",
        group: USE,
        kind: Kind::Set(&["leads", "users", "visitors"]),
        access: ReadWrite,
    },
    Field {
        key: "customer_authentication",
        label: "Customer code",
        help: "Whether the customer has to confirm a one-time code before it runs.",
        group: USE,
        kind: Kind::Flag,
        access: ReadWrite,
    },
    Field {
        key: "bypass_authentication",
        label: "Public",
        help: "Whether authentication is skipped altogether, for a public endpoint.",
        group: USE,
        kind: Kind::Flag,
        access: ReadWrite,
    },
    Field {
        key: "token_ids",
        label: "Tokens",
        help: "The ids of the authentication tokens that are attached. A change replaces the list; an empty list removes all tokens.",
        group: USE,
        kind: Kind::List,
        access: ReadWrite,
    },
    Field {
        key: "mock_response",
        label: "Sample response",
        help: "A JSON object as the other system would answer. Sending it makes new response fields and switches the \
               response type to mock. It cannot be read back or undone from here.",
        group: RESPONSE,
        kind: Kind::Document,
        access: WriteOnly,
    },
    Field {
        key: "response_fields",
        label: "Response fields",
        help: "The parts of the answer that Fin and workflows can use.",
        group: RESPONSE,
        kind: Kind::Table(&[
            Column { key: "path", label: "Path", kind: Kind::Text, required: false, rule: None },
            Column {
                key: "type",
                label: "Type",
                kind: Kind::Choice(&["unknown", "string", "integer", "decimal", "datetime", "boolean"]),
                required: false,
                rule: None,
            },
            Column { key: "redacted", label: "Redacted", kind: Kind::Flag, required: false, rule: None },
            Column { key: "example_value", label: "Example", kind: Kind::Any, required: false, rule: None },
        ]),
        access: ReadOnly,
    },
    Field {
        key: "object_mappings",
        label: "Object mappings",
        help: "Where parts of the answer are stored in Intercom.",
        group: RESPONSE,
        kind: Kind::Table(&[
            Column {
                key: "response_object_path",
                label: "Path",
                kind: Kind::Text,
                required: false,
                rule: None,
            },
            Column {
                key: "intercom_object_type",
                label: "Object",
                kind: Kind::Choice(&["conversation", "user"]),
                required: false,
                rule: None,
            },
            Column {
                key: "attribute_mappings",
                label: "Attributes",
                kind: Kind::Table(&[
                    Column {
                        key: "response_attribute_path",
                        label: "Path",
                        kind: Kind::Text,
                        required: false,
                        rule: None,
                    },
                    Column {
                        key: "intercom_attribute_identifier",
                        label: "Attribute",
                        kind: Kind::Text,
                        required: false,
                        rule: None,
                    },
                    Column {
                        key: "mapping_type",
                        label: "Mapping",
                        kind: Kind::Choice(&["primitive_mapping", "context_mapping"]),
                        required: false,
                        rule: None,
                    },
                ]),
                required: false,
                rule: None,
            },
            Column {
                key: "reference_mappings",
                label: "References",
                kind: Kind::Table(&[
                    Column {
                        key: "intercom_object_type",
                        label: "Object",
                        kind: Kind::Choice(&["conversation", "user"]),
                        required: false,
                        rule: None,
                    },
                    Column {
                        key: "intercom_attribute_identifier",
                        label: "Attribute",
                        kind: Kind::Text,
                        required: false,
                        rule: None,
                    },
                ]),
                required: false,
                rule: None,
            },
        ]),
        access: ReadOnly,
    },
    Field {
        key: "configuration_response_type",
        label: "Response type",
        help: "Whether the response fields came from a test call or from a sample response.",
        group: RESPONSE,
        kind: Kind::Choice(&["test_response_type", "mock_response_type"]),
        access: ReadOnly,
    },
    Field {
        key: "data_transformation_type",
        label: "Transformation",
        help: "How much of the answer is passed on. Set in Intercom's web editor.",
        group: RESPONSE,
        kind: Kind::Choice(&["full_access", "redacted_access", "code_block_transformation"]),
        access: ReadOnly,
    },
    Field {
        key: "execution_type",
        label: "Runs",
        help: "On Intercom's servers, or as a function in the customer's browser.",
        group: RECORD,
        kind: Kind::Choice(&["server_side", "client_side"]),
        access: ReadOnly,
    },
    Field {
        key: "client_function_name",
        label: "Client function",
        help: "The function that a client-side connector calls in the customer's browser.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
    Field {
        key: "client_function_timeout_ms",
        label: "Client time-out",
        help: "How long that function may take, in milliseconds.",
        group: RECORD,
        kind: Kind::Any,
        access: ReadOnly,
    },
    Field {
        key: "id",
        label: "Id",
        help: "The connector's identifier.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
    Field {
        key: "type",
        label: "Object type",
        help: "What the API calls this object.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
    Field {
        key: "created_at",
        label: "Created",
        help: "When it was created.",
        group: RECORD,
        kind: Kind::Time,
        access: ReadOnly,
    },
    Field {
        key: "created_by_admin_id",
        label: "Created by",
        help: "The id of the teammate who created it.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
    Field {
        key: "updated_at",
        label: "Updated",
        help: "When it was last changed.",
        group: RECORD,
        kind: Kind::Time,
        access: ReadOnly,
    },
    Field {
        key: "updated_by_admin_id",
        label: "Updated by",
        help: "The id of the teammate who last changed it.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
    Field {
        key: "execution_results_url",
        label: "Runs at",
        help: "Where the API lists the recent runs.",
        group: RECORD,
        kind: Kind::Text,
        access: ReadOnly,
    },
];
