//! `FIELD=VALUE` as it stands on the command line.

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The field, or the way into a table: `data_inputs.order_id.description`.
    pub path: String,
    /// How the value is given.
    pub given: Given,
}

/// How a value is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// `FIELD=WORDS`: read by what the field holds.
    Words(String),
    /// `FIELD:=JSON`.
    Json(String),
    /// `FIELD=@FILE`: the text of a file; `-` is standard input.
    File(String),
    /// `FIELD:=@FILE`: the JSON in a file; `-` is standard input.
    JsonFile(String),
}

impl Said {
    /// Reads one; `number` is its place on the command line, from one. What is wrong is said without repeating it: it may
    /// hold a secret.
    ///
    /// # Errors
    /// A sentence on what is missing.
    pub fn read(text: &str, number: usize) -> Result<Self, String> {
        let Some((path, value)) = text.split_once('=') else {
            return Err(format!(
                "argument {number} after the id is not FIELD=VALUE. FIELD:=JSON gives JSON, and FIELD=@FILE reads a file."
            ));
        };
        let (path, json) = path.strip_suffix(':').map_or((path, false), |path| (path, true));
        if path.trim().is_empty() {
            return Err(format!("argument {number} after the id names no field in front of the = sign."));
        }
        let given = match (value.strip_prefix('@'), json) {
            (Some(file), false) => Given::File(file.to_owned()),
            (Some(file), true) => Given::JsonFile(file.to_owned()),
            (None, true) => Given::Json(value.to_owned()),
            (None, false) => Given::Words(value.to_owned()),
        };
        Ok(Self { path: path.trim().to_owned(), given })
    }

    /// True where it is read from standard input.
    pub fn reads_input(&self) -> bool {
        matches!(&self.given, Given::File(file) | Given::JsonFile(file) if file == "-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_says_how_a_value_is_given() {
        let read = |text: &str| Said::read(text, 1).map(|said| (said.path, said.given));
        let said = |path: &str, given| Ok((path.to_owned(), given));
        assert_eq!(read("name=a=b:=c"), said("name", Given::Words("a=b:=c".into())));
        assert_eq!(read("url="), said("url", Given::Words(String::new())));
        assert_eq!(read("url:=null"), said("url", Given::Json("null".into())));
        assert_eq!(read("body=@a.txt"), said("body", Given::File("a.txt".into())));
        assert_eq!(read("body:=@-"), said("body", Given::JsonFile("-".into())));
        assert_eq!(read("headers.X.value=@-"), said("headers.X.value", Given::File("-".into())));
        assert!(Said::read("body=@-", 1).unwrap().reads_input());
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_it() {
        for text in ["s3cret", "=s3cret", ":=s3cret"] {
            let said = Said::read(text, 2).unwrap_err();
            assert!(said.contains("argument 2") && !said.contains("s3cret"), "{said}");
        }
    }
}
