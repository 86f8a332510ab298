//! What the words of a run mean. They are the API's (API facts: execution results); one that is not known stays as it is.

/// An error in a few words.
pub fn error(word: &str) -> Option<&'static str> {
    Some(match word {
        "request_configuration_error" => "not set up to be called",
        "faraday_error" => "no answer",
        "3rd_party_error" => "other system's error",
        "response_mapping_error" => "answer not understood",
        "token_refresh_error" => "token not refreshed",
        "fin_action_response_formatting_error" => "answer of no use to Fin",
        "fin_action_identity_verification_error" => "identity not verified for Fin",
        "email_verification_error" => "email not verified",
        "non_fin_standalone_action_identity_verification_error" => "identity not verified",
        "request_validation_error" => "inputs not valid",
        "client_side_action_error" => "failed in the browser",
        _ => return None,
    })
}

/// What started a run, in a word or two.
pub fn source(word: &str) -> Option<&'static str> {
    Some(match word {
        "custom_bot" => "bot",
        "inbound_custom_bot" => "inbound bot",
        "button_custom_bot" => "button bot",
        "triggerable_custom_bot" => "triggered bot",
        "answer" => "answer",
        "workflow" => "workflow",
        "saved_reply" => "saved reply",
        "inbox" => "inbox",
        "fin" => "Fin",
        _ => return None,
    })
}
