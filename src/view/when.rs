//! Times as people say them.

use jiff::Timestamp;

/// How long ago an ISO 8601 time was: "4 min ago", "3 d ago", "12 Mar 2025". `None` when it is no time.
pub fn ago(text: &str, now: i64) -> Option<String> {
    let then: Timestamp = text.parse().ok()?;
    let seconds = now - then.as_second();
    Some(match seconds {
        i64::MIN..=-60 => then.strftime("%-d %b %Y %H:%M UTC").to_string(),
        -59..=59 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        86_400..2_592_000 => format!("{} d ago", seconds / 86_400),
        _ => then.strftime("%-d %b %Y").to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn a_time_reads_as_people_say_it() {
        let now = 1_790_000_000;
        let at = |seconds: i64| jiff::Timestamp::from_second(now - seconds).unwrap().to_string();
        assert_eq!(ago(&at(5), now).unwrap(), "just now");
        assert_eq!(ago(&at(-20), now).unwrap(), "just now");
        assert_eq!(ago(&at(240), now).unwrap(), "4 min ago");
        assert_eq!(ago(&at(7_300), now).unwrap(), "2 h ago");
        assert_eq!(ago(&at(3 * 86_400), now).unwrap(), "3 d ago");
        assert_eq!(ago("2025-03-12T09:30:00Z", now).unwrap(), "12 Mar 2025");
        assert_eq!(ago("yesterday", now), None);
    }
}
