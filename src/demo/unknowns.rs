//! The questions that the API's documentation leaves open, one switch each, so that the editor can be tried
//! against every answer.
//!
//! The first value of a switch is its default: among the readings that the documentation permits, the one that
//! hurts a careless client most, or else the one in which there is more to see. This file knows the questions only; what an answer means is told where it is
//! read, in `rules` and `workspace`.

use std::fmt;
use std::str::FromStr;

/// One row of [`Unknowns::SWITCHES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Lower-case words joined by hyphens, as typed by a person.
    pub name: &'static str,
    /// Everything that the switch can be set to, the default first.
    pub values: &'static [&'static str],
    /// The value when nothing is said.
    pub default: &'static str,
    /// The open question, as a sentence.
    pub question: &'static str,
}

/// From one row per question: its enum, its field in [`Unknowns`], and its [`Switch`].
macro_rules! unknowns {
    ($( $name:literal $field:ident: $Type:ident, $question:literal {
        $first_doc:literal $First:ident = $first:literal,
        $( $doc:literal $Value:ident = $word:literal, )+
    } )+) => {
        $(
            #[doc = $question]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub enum $Type {
                #[doc = $first_doc]
                #[default]
                $First,
                $( #[doc = $doc] $Value, )+
            }

            impl fmt::Display for $Type {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(match self {
                        Self::$First => $first,
                        $( Self::$Value => $word, )+
                    })
                }
            }

            impl FromStr for $Type {
                type Err = String;

                fn from_str(word: &str) -> Result<Self, String> {
                    match word {
                        $first => Ok(Self::$First),
                        $( $word => Ok(Self::$Value), )+
                        _ => Err(format!(
                            "\"{word}\" is no value of {}; use {}", $name, [$first, $( $word ),+].join(" or ")
                        )),
                    }
                }
            }
        )+

        /// An answer to each open question; [`Unknowns::default`] holds the cautious ones.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Unknowns {
            $( #[doc = $question] pub $field: $Type, )+
        }

        impl Unknowns {
            /// Every switch, in the order in which help should print them.
            pub const SWITCHES: &[Switch] = &[
                $( Switch {
                    name: $name,
                    values: &[$first, $( $word ),+],
                    default: $first,
                    question: $question,
                }, )+
            ];

            /// Sets the switch called `name`. The error is a sentence for the person who typed the words.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
                match name {
                    $( $name => self.$field = value.parse()?, )+
                    _ => return Err(format!(
                        "\"{name}\" is no switch of the demo; use one of {}", [$( $name ),+].join(", ")
                    )),
                }
                Ok(())
            }
        }
    };
}

unknowns! {
    "headers" headers: Headers,
    "Does a sent `headers` array replace the stored one, or is it merged in by name?" {
        "The sent array is all that remains." Replace = "replace",
        "Headers that were not sent stay." Merge = "merge",
    }
    "audiences" audiences: Audiences,
    "Does a sent `audiences` array replace the stored one, or add to it?" {
        "The sent array is all that remains." Replace = "replace",
        "Audiences that were not sent stay." Merge = "merge",
    }
    "asterisks" asterisks: Asterisks,
    "What happens when a redacted header value, \"****\", is sent back?" {
        "The asterisks are stored over the secret." Store = "store",
        "The stored value of the header of that name stays." Keep = "keep",
    }
    "never-live" never_live: NeverLive,
    "What does reading the live version of a connector without one answer?" {
        "404, `data_connector_not_found`." NotFound = "not-found",
        "The draft version." Draft = "draft",
    }
    "patch-writes" patch_writes: PatchWrites,
    "Does a change of a live connector reach the live version at once?" {
        "The changed fields are written to the draft and to the live version." Both = "both",
        "Only the draft changes, until the state is set to live again." Draft = "draft",
    }
    "auth-flags" auth_flags: AuthFlags,
    "May `customer_authentication` and `bypass_authentication` both be on?" {
        "Yes, and nothing is said." Allow = "allow",
        "422." Exclusive = "exclusive",
    }
    "state-with-fields" state_with_fields: StateWithFields,
    "May one PATCH hold `state` together with other fields?" {
        "Yes; the fields are applied first." Allow = "allow",
        "422." Refuse = "refuse",
    }
    "empty-patch" empty_patch: EmptyPatch,
    "Is a PATCH accepted that holds no field at all?" {
        "422." Refuse = "refuse",
        "200, and the time of the last update moves." Accept = "accept",
    }
    "null" null: Null,
    "Is null accepted, as a way to clear a field?" {
        "422." Refuse = "refuse",
        "The field is cleared, if it can be empty." Accept = "accept",
    }
    "input-names" input_names: InputNames,
    "Must the names of the data inputs differ from each other?" {
        "Any names do." Free = "free",
        "422 when a name occurs twice." Unique = "unique",
    }
    "name-length" name_length: NameLength,
    "Is there a longest name?" {
        "Any length does." Free = "free",
        "422 above 255 characters." Most255 = "255",
    }
    "array-paths" array_paths: ArrayPaths,
    "How does the path of a response field go through an array?" {
        "`items.sku`: the array adds nothing." Plain = "plain",
        "`items[0].sku`" Indexed = "indexed",
        "`items[].sku`" Brackets = "brackets",
    }
    "atomic" atomic: Atomic,
    "Does a refused PATCH change nothing?" {
        "No: the fields that were valid are applied all the same, and the last update moves." No = "no",
        "Yes: all or nothing." Yes = "yes",
    }
    "state-on-create" state_on_create: StateOnCreate,
    "What does a `state` do that is sent with a new connector, where it is not accepted?" {
        "422, and nothing is made." Refuse = "refuse",
        "It is passed over, and the connector is a draft." Ignore = "ignore",
    }
    "auth-tokens" auth_tokens: AuthTokens,
    "Do the versions Unstable and Preview have the list of authentication tokens, as 2.18 does?" {
        "Yes." Yes = "yes",
        "404, `not_found`." NotFound = "not-found",
    }
}
