//! Times as people say them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A point in time as the clock on the wall shows it, with the zone: "Tue 31 Mar 2026, 11:00:00 CEST". `None` when it is
/// no time.
pub fn local(text: &str, zone: Option<&TimeZone>) -> Option<String> {
    let then: Timestamp = text.parse().ok()?;
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    Some(then.to_zoned(zone).strftime("%a %-d %b %Y, %H:%M:%S %Z").to_string())
}

/// A time of the day as the clock on the wall shows it, with the date in front where it is wanted: "28 Nov 09:14".
pub fn clock(unix: i64, zone: Option<&TimeZone>, dated: bool) -> String {
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    let format = if dated { "%-d %b %H:%M" } else { "%H:%M" };
    Timestamp::from_second(unix)
        .map_or_else(|_| String::new(), |then| then.to_zoned(zone).strftime(format).to_string())
}

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
    use super::{ago, local};
    use jiff::tz::{Offset, TimeZone};

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

    #[test]
    fn a_time_is_told_in_the_zone_of_the_person_and_in_utc_where_none_is_known() {
        let zone = TimeZone::fixed(Offset::constant(2));
        let told = |zone: Option<&TimeZone>| local("2026-03-31T23:00:00Z", zone);
        assert_eq!(told(None).unwrap(), "Tue 31 Mar 2026, 23:00:00 UTC");
        assert_eq!(told(Some(&zone)).unwrap(), "Wed 1 Apr 2026, 01:00:00 +02");
        assert_eq!(local("yesterday", None), None);
    }
}
