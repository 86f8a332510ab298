//! What places and commands are called where people write them: in the config, and in the help that tells of it.

use super::command::{Command, Context};
use super::table::COMMANDS;

/// From here on two names are taken for the same one, mistyped.
const ALIKE: f64 = 0.7;

use Context::{
    Choice, Choosing, Discarding, Document, Everywhere, Failed, Filter, Flip, Form, Help, Leaving, Lines,
    Opening, Picker, Problems, Reading, Recovery, Review, Secret, Set, Table, Text,
};

impl Context {
    /// A heading for help and documentation.
    pub fn label(self) -> &'static str {
        match self {
            Everywhere => "Everywhere",
            Picker => "List of connectors",
            Filter => "Filter",
            Opening => "Opening a connector",
            Failed => "A connector that could not be read",
            Form => "Fields",
            Text => "Text",
            Secret => "Masked text",
            Lines => "Text of many lines",
            Document => "JSON text",
            Context::Completing => "A list of data inputs in a text",
            Choice => "Choice",
            Set => "Several choices",
            Table => "Table",
            Reading => "Reading",
            Review => "Review",
            Problems => "What is still missing",
            Choosing => "Theirs or mine",
            Context::Report => "What became of a send",
            Flip => "Draft or live",
            Context::Compare => "The two versions",
            Context::Timeline => "History",
            Leaving => "Leaving",
            Recovery => "Earlier changes",
            Discarding => "Discard earlier changes",
            Context::RevertAll => "Revert all",
            Context::Failure => "A failure in full",
            Context::Creating => "A new connector",
            Context::Findings => "Findings",
            Context::Taken => "Loaded from a file",
            Context::Tokens => "Tokens",
            Context::Rendered => "The request, rendered",
            Context::Outline => "Outline",
            Context::Generated => "What the sample will generate",
            Context::Runs => "Runs",
            Context::Run => "One run",
            Context::Renaming => "A data input with another name",
            Context::Prompt => "A question",
            Context::Palette => "Everything",
            Context::Copying => "Copy",
            Context::Seeking => "Find in a text",
            Help => "Help",
            Context::Searching => "Search in the help",
        }
    }

    /// Every context, in the order in which they are documented.
    pub const ALL: [Self; 43] = [
        Picker,
        Filter,
        Form,
        Text,
        Lines,
        Document,
        Secret,
        Context::Completing,
        Choice,
        Set,
        Table,
        Reading,
        Review,
        Problems,
        Choosing,
        Context::Report,
        Flip,
        Context::Compare,
        Context::Timeline,
        Leaving,
        Recovery,
        Discarding,
        Context::RevertAll,
        Context::Failure,
        Context::Findings,
        Context::Creating,
        Context::Taken,
        Context::Tokens,
        Context::Rendered,
        Context::Outline,
        Context::Generated,
        Context::Runs,
        Context::Run,
        Context::Renaming,
        Context::Prompt,
        Context::Palette,
        Context::Copying,
        Context::Seeking,
        Opening,
        Failed,
        Help,
        Context::Searching,
        Everywhere,
    ];

    /// Its name in the config: `form`, `revert-all`.
    pub fn name(self) -> String {
        kebab(&format!("{self:?}"))
    }

    /// The place with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }
}

impl Command {
    /// Its name in the config: `review`, `review-instead`.
    pub fn name(self) -> String {
        kebab(&format!("{self:?}"))
    }

    /// The command with this name.
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().map(|row| row.command).find(|command| command.name() == name)
    }
}

/// The name that was most likely meant, where one is near.
pub fn meant(wrong: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let near = |name: &String| strsim::jaro_winkler(wrong, name);
    names.max_by(|one, other| near(one).total_cmp(&near(other))).filter(|name| near(name) >= ALIKE)
}

/// That name as the end of a sentence.
pub fn hint(meant: Option<String>) -> String {
    meant.map_or_else(|| ".".to_owned(), |name| format!("; did you mean {name}?"))
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_leads_back_to_what_it_names() {
        for context in Context::ALL {
            assert_eq!(Context::named(&context.name()), Some(context));
        }
        for row in COMMANDS {
            assert_eq!(Command::named(&row.command.name()), Some(row.command));
        }
        assert_eq!(Context::RevertAll.name(), "revert-all");
        assert_eq!(Command::ReviewInstead.name(), "review-instead");
    }

    #[test]
    fn a_mistyped_name_is_told_the_one_that_was_meant() {
        let names = || Context::ALL.into_iter().map(Context::name);
        assert_eq!(hint(meant("fomr", names())), "; did you mean form?");
        assert_eq!(hint(meant("xyzzy", names())), ".");
    }
}
