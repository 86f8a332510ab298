//! The built program and the machine around it: config commands, where the token comes from, login where there is no keyring,
//! the log file, and the doctor.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "it stands outside the program")]

#[path = "support/computer.rs"]
pub mod computer;
#[path = "support/server.rs"]
pub mod server;

use computer::{Computer, Said, TOKEN};
use server::Server;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::thread;
use std::time::Duration;

#[test]
fn config_init_writes_a_file_for_the_owner_and_never_over_another() {
    let computer = Computer::new();
    let file = computer.at("config/patchpanel/config.toml");
    assert_eq!(computer.run("config path").out, format!("{}\n", file.display()));
    computer.run("config init").ends(0, &["is written"]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let folder = file.parent().unwrap();
    assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing else is left there");
    fs::write(&file, "mouse = false\n").unwrap();
    computer.run("config init").ends(1, &["was left alone"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mouse = false\n");
    computer.run("config").ends(0, &["config.toml line 1"]);
    let other = computer.at("deep/er/other.toml");
    computer.run(&format!("config init --config {}", other.display())).ends(0, &["is written"]);
    assert!(other.exists());
    assert!(computer.run("config schema").out.starts_with("{\n"));
    let missing = computer.at("none.toml");
    let advice = format!("patchpanel config init --config {} writes one", missing.display());
    computer.run(&format!("config --config {}", missing.display())).ends(2, &[&advice]);
    let unnamed = Said::of(&computer.command("config").arg("--config=").output().unwrap());
    unnamed.ends(2, &["no config file is named (--config names it)"]);
}

#[test]
fn config_tells_where_each_setting_comes_from() {
    let computer = Computer::new();
    computer.config("region = \"eu\"\n\n[profile.real]\nproduction = true\nregion = \"au\"\n");
    let mut command = computer.command("config --profile real --read-only");
    command.env("PATCHPANEL_THEME", "light").env("INTERCOM_ACCESS_TOKEN", TOKEN);
    let said = Said::of(&command.output().unwrap());
    said.ends(0, &[]);
    for (word, source) in [
        ("profile", "argument --profile"),
        ("region", "config.toml line 5, profile real"),
        ("production", "config.toml line 4, profile real"),
        ("read_only", "argument --read-only"),
        ("theme", "environment: PATCHPANEL_THEME"),
        ("mouse", "default"),
    ] {
        let line = said.out.lines().find(|line| line.starts_with(word)).unwrap();
        assert!(line.ends_with(source), "{line}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_the_file_and_the_line() {
    let computer = Computer::new();
    computer.config("mous = true\nregion = 1\n");
    for line in ["", "list", "config", "login"] {
        let said = computer.run(line);
        said.ends(
            2,
            &[
                "config.toml line 1: there is no setting mous",
                "config.toml line 2: region takes us, eu or au",
            ],
        );
        assert!(
            said.out.is_empty() && said.talk.lines().all(|line| line.starts_with("patchpanel: /")),
            "{said:?}"
        );
    }
    computer
        .run("--demo --config /nonexistent.toml")
        .ends(2, &["there is no config file", "--config names it"]);
    let mut command = computer.command("list --demo");
    let said = Said::of(&command.env("PATCHPANEL_CONFIG", "/nonexistent.toml").output().unwrap());
    said.ends(2, &["PATCHPANEL_CONFIG names it"]);
    computer.config("").run("list --demo --profile x").ends(2, &["there is no profile x"]);
}

#[test]
fn a_theme_that_is_not_understood_is_told_by_all_that_reads_the_file_before_anything_runs() {
    let computer = Computer::new();
    let ran = computer.at("ran");
    let file = computer.at("config/patchpanel/config.toml");
    computer.config(&format!(
        "token_command = [\"touch\", {ran:?}]\n[themes.mine]\nacent = \"red\"\naccent = \"hush-hush\"\n"
    ));
    let words = [
        format!("{} line 3: there is no role \"acent\"; the nearest is \"accent\"", file.display()),
        format!("{} line 4: the style of \"accent\"", file.display()),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for line in ["config", "list", "login", "--plain", "--demo --plain"] {
        let said = computer.run(line);
        said.ends(2, &words);
        assert!(!said.talk.contains("hush"), "{said:?}");
    }
    computer.run("doctor").ends(1, &words);
    assert!(!ran.exists());
}

#[test]
fn a_file_that_others_can_write_is_warned_about_where_it_names_a_command() {
    let computer = Computer::new();
    computer.config("token_command = \"pass show x\"\n");
    let file = computer.at("config/patchpanel/config.toml");
    assert!(!computer.run("list --demo").talk.contains("others"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let close = format!("chmod go-w {}", file.display());
    computer.run("list --demo").ends(0, &["others than you can write", &close]);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    // Who can write to the folder can put another file there.
    let folder = computer.at("config/patchpanel");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let close = format!("chmod go-w {}\n", folder.display());
    computer.run("list --demo").ends(0, &["others than you can write", &close]);
    computer.config("mouse = true\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(computer.run("list --demo").talk, "");
}

#[test]
fn the_token_comes_from_a_command_of_the_profile() {
    let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
    fs::write(computer.at("secret"), format!("{TOKEN}\n")).unwrap();
    let secret = computer.at("secret");
    computer.config(&format!(
        "base_url = \"{}\"\n[profile.a]\ntoken_command = [\"cat\", \"{}\"]\n[profile.b]\ntoken_command = \"false\"\n\
         [profile.c]\ntoken_command = \"sleep 30\"\ntoken_timeout = 1\n[profile.d]\ntoken_env = \"D_TOKEN\"\n",
        server.url(),
        secret.display()
    ));
    computer.run("list --profile a").ends(0, &["Order Status Service"]);
    computer.run("list --profile b").ends(2, &["token_command: false ended with status 1"]);
    computer.run("list --profile c").ends(2, &["sleep had not ended after 1 s", "token_timeout"]);
    computer.run("list --profile d").ends(2, &["D_TOKEN is to hold it"]);
    // A variable that was set for another workspace is not what a profile means that says how.
    let said = |profile: &str, name: &str| {
        let mut command = computer.command(&format!("list --profile {profile}"));
        Said::of(&command.env(name, "another-token-0042").output().unwrap())
    };
    said("a", "INTERCOM_ACCESS_TOKEN").ends(0, &["Order Status Service"]);
    said("d", "D_TOKEN").ends(1, &["not accepted"]);
    // Where nothing could be drawn nobody is asked for a passphrase first.
    computer.run("--profile c").ends(2, &["draws on a terminal"]);
}

#[test]
fn what_is_piped_in_is_given_to_no_token_command() {
    let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
    let got = computer.at("got");
    let script = format!("cat > {}; echo $A_TOKEN", got.display());
    computer
        .config(&format!("base_url = {:?}\ntoken_command = [\"sh\", \"-c\", {script:?}]\n", server.url()));
    let mut command = computer.command("set 12345 body=@- --yes");
    Said::when_given(command.env("A_TOKEN", TOKEN), "a body, whole").ends(0, &["applied\tbody"]);
    assert_eq!(fs::read(got).unwrap(), b"");
    assert_eq!(server.connector("12345", TOKEN)["body"], "a body, whole");
}

#[test]
fn a_token_command_is_told_of_no_token_and_shown_by_its_first_word() {
    let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
    let seen = computer.at("seen");
    let script = format!("printenv INTERCOM_ACCESS_TOKEN > {}; echo hunter2", seen.display());
    computer.config(&format!(
        "base_url = {:?}\ntoken = \"command\"\ntoken_command = [\"sh\", \"-c\", {script:?}]\n",
        server.url()
    ));
    let with =
        |line: &str| Said::of(&computer.command(line).env("INTERCOM_ACCESS_TOKEN", TOKEN).output().unwrap());
    with("list").ends(1, &["not accepted"]);
    assert_eq!(fs::read(seen).unwrap(), b"");
    let said = with("config");
    said.ends(0, &["token_command  sh and 2 words more"]);
    assert!(!said.out.contains("hunter2"));
}

#[test]
fn a_variable_that_is_no_text_is_not_as_good_as_none() {
    use std::os::unix::ffi::OsStrExt as _;
    let computer = Computer::new();
    let broken = std::ffi::OsStr::from_bytes(b"real\xff");
    for variable in ["PATCHPANEL_PROFILE", "PATCHPANEL_CONFIG", "INTERCOM_ACCESS_TOKEN"] {
        let mut command = computer.command("list --demo");
        Said::of(&command.env(variable, broken).output().unwrap()).ends(2, &[variable, "no text"]);
    }
}

#[test]
fn what_hides_in_a_path_is_shown_as_a_mark() {
    let computer = Computer::new();
    let mut command = computer.command("config");
    let said = Said::of(&command.env("PATCHPANEL_CONFIG", "/no\u{1b}[31m\u{202e}file").output().unwrap());
    assert!(said.talk.contains("no") && !said.talk.contains(['\u{1b}', '\u{202e}']), "{said:?}");
    assert_ne!(said.code, Some(0));
}

// Elsewhere there always is one, and this would open the person's own.
#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_login_says_what_else_there_is_and_stores_nothing() {
    let computer = Computer::new();
    let said = Said::when_given(&mut computer.command("login"), &format!("{TOKEN}\n"));
    said.ends(1, &["there is no keyring here", "INTERCOM_ACCESS_TOKEN", "token_command"]);
    computer
        .run("logout")
        .ends(1, &["there is no keyring here (there is no session bus), and so no token in it."]);
    computer.run("login --demo").ends(2, &["needs no token"]);
    computer
        .config("[profile.k]\ntoken = \"keyring\"\n")
        .run("list --profile k")
        .ends(2, &["there is no keyring here"]);
}

#[test]
fn the_log_tells_what_was_asked_and_how_it_ended_and_is_for_the_owner() {
    let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
    let file = computer.at("pp.log");
    fs::write(&file, "before\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let line = format!("--base-url {} --log-file {} --log-level", server.url(), file.display());
    let run = |more: &str| {
        let mut command = computer.command(&format!("{line} {more}"));
        Said::by(command.env("INTERCOM_ACCESS_TOKEN", TOKEN))
    };
    run("info set 12345 name=Hush-hush-name --yes").ends(0, &[]);
    let log = fs::read_to_string(&file).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(log.starts_with("before\n"), "{log}");
    for part in [
        "PATCH /data_connectors/12345: 200 in ",
        "GET /data_connectors/12345?state_version=draft: 200",
        " info ",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("Hush-hush") && !log.contains(TOKEN) && !log.contains(" debug "), "{log}");
    run("debug show 99999").ends(7, &[]);
    let log = fs::read_to_string(&file).unwrap();
    assert!(log.contains("404 in ") && log.contains("NotFound"), "{log}");
    run("chatty list").ends(2, &["--log-level takes error, warn, info or debug"]);
    let folder = format!("list --demo --log-file {}", computer.home().display());
    computer.run(&folder).ends(2, &["could not be opened"]);
    let pipe = computer.at("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    computer.run(&format!("list --demo --log-file {}", pipe.display())).ends(2, &["not an ordinary file"]);
    let asked_of = computer.at("doctor.log");
    computer.run(&format!("doctor --demo --log-file {}", asked_of.display())).ends(0, &[]);
    assert!(fs::read_to_string(asked_of).unwrap().contains("GET /me: 200"));
    computer.run("demo-server --log-file x.log").ends(2, &["writes no log"]);
    // Whose file a link leads to is not known.
    let (other, alias) = (computer.at("other"), computer.at("alias"));
    fs::write(&other, "").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::symlink(&other, &alias).unwrap();
    computer.run(&format!("list --demo --log-file {}", alias.display())).ends(0, &[]);
    assert_eq!(fs::metadata(&other).unwrap().permissions().mode() & 0o777, 0o644);
}

#[test]
fn the_doctor_says_what_is_well_and_what_is_not() {
    let computer = Computer::new();
    let well = computer.run("doctor --demo");
    well.ends(
        0,
        &["fine     workspace", "Acme Support, US", "API version", "Unstable is taken", "unsent work"],
    );
    assert!(!computer.at("state").exists(), "it changes nothing");
    let server = Server::start(&["--token", TOKEN]);
    let asked = |token: &str, more: &str| {
        let mut command = computer.command(&format!("doctor --base-url {} {more}", server.url()));
        Said::of(&command.env("INTERCOM_ACCESS_TOKEN", token).output().unwrap())
    };
    asked(TOKEN, "").ends(0, &["from the variable INTERCOM_ACCESS_TOKEN", "127.0.0.1 answered in"]);
    asked("another-token-0042", "").ends(1, &["! trouble  workspace", "status 401"]);
    asked(TOKEN, "--api-version 2.0").ends(1, &["! trouble  API version   2.0: status 400"]);
    computer.config("mous = true\n").run("doctor").ends(1, &["! trouble  config", "no setting mous"]);
    let mut command = computer.config("").command("doctor --demo");
    let said = Said::of(
        &command.env("EDITOR", "no-such-editor --wait").env("COLORTERM", "\u{1b}[31m").output().unwrap(),
    );
    said.ends(1, &["! trouble  editor", "there is no program no-such-editor"]);
    assert!(!said.out.contains('\u{1b}'));
}

/// Faults of every sort, and the lines on which they are told.
const EVERY_SORT: &str = "regoin = \"eu\"
mouse = \"hush-hush\"
theme = \"hush-hush\"

[keys.form]
review = \"f5\"
export = \"f5\"
revue = \"f6\"
undo = [\"f7\", \"hush-hush\"]

[profile.a]
wrap = 3
theme = \"hush-hush\"

[profile.a.keys.table]
undo = \"U\"
redo = \"U\"

[profile.b.keys]
preset = \"hush-hush\"

[themes.mine]
acent = \"red\"
accent = \"hush-hush\"
";

#[test]
fn faults_of_every_sort_are_told_in_one_run_in_the_order_of_their_lines() {
    let computer = Computer::new();
    let file = computer.config(EVERY_SORT).at("config/patchpanel/config.toml");
    let told = [
        (1, "there is no setting regoin; the nearest is region"),
        (2, "mouse takes true or false"),
        (3, "theme: there is no such theme; there are auto, "),
        (7, "f5 stands for two commands in form: review (line 6) and export (line 7)"),
        (8, "there is no command called \"revue\"; did you mean review?"),
        (9, "key 2 of 2 is no key"),
        (12, "wrap takes true or false"),
        (13, "theme: there is no such theme; there are auto, "),
        (17, "U stands for two commands in table: undo (line 16) and redo (line 17)"),
        (20, "preset takes default or vim"),
        (23, "there is no role \"acent\"; the nearest is \"accent\""),
        (24, "the style of \"accent\": a word of it is neither a colour nor a sign"),
    ];
    fs::write(computer.at("edits.json"), "{}").unwrap();
    let edits = computer.at("edits.json").display().to_string();
    for line in [
        "",
        "--plain",
        "--demo",
        "--profile a",
        "--profile b",
        "config",
        "list",
        "list --demo",
        "show 12345",
        "set 12345 name=x --yes",
        &format!("apply {edits} --yes"),
        &format!("diff 12345 {edits}"),
        "state 12345 draft --yes",
        "login",
        "logout",
        "doctor",
    ] {
        let said = computer.run(line);
        let doctor = line == "doctor";
        assert_eq!(said.code, Some(if doctor { 1 } else { 2 }), "{line}: {said:#?}");
        let (talk, quiet) = if doctor { (&said.out, &said.talk) } else { (&said.talk, &said.out) };
        assert!(quiet.is_empty() && !talk.contains("hush"), "{line}: {said:#?}");
        let place = format!("{} line ", file.display());
        let faults: Vec<&str> = talk.lines().filter_map(|line| Some(line.split_once(&place)?.1)).collect();
        assert_eq!(faults.len(), told.len(), "{line}: {talk}");
        for (fault, (number, words)) in faults.iter().zip(told) {
            assert!(fault.starts_with(&format!("{number}: {words}")), "{line}: {fault}");
        }
    }
}

#[test]
fn config_lists_each_key_that_differs_and_each_theme_with_its_line() {
    let computer = Computer::new();
    let file = "theme = \"mine\"

[keys]
preset = \"vim\"

[keys.form]
review = [\"S\", \"ctrl-s\"]
open-runs = []
undo = \"z\"
toggle-wrap = \"W\"

[keys.all]
help = \"F\"

[profile.real]
region = \"eu\"

[profile.real.keys.form]
undo = \"Z\"
export = []

[profile.other.keys]
preset = \"default\"

[themes.mine]
base = \"light\"
accent = \"red\"
danger = \"bold red\"

[themes.plain]
";
    computer.config(file);
    let told = |line: &str| -> Vec<String> {
        let said = computer.run(line);
        said.ends(0, &[]);
        let spaced = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = ["keys", "themes"];
        said.out.lines().filter(|line| words.iter().any(|it| line.starts_with(it))).map(spaced).collect()
    };
    let preset = "keys.preset \"vim\" config.toml line 4";
    let form = [
        "keys.form.review \"S\", \"ctrl-s\" config.toml line 7",
        "keys.form.open-runs unbound config.toml line 8",
    ];
    let undo = "keys.form.undo \"z\" config.toml line 9";
    let wrap = "keys.form.toggle-wrap \"W\" config.toml line 10";
    let help = "keys.all.help \"F\" config.toml line 13";
    let own = [
        "keys.form.undo \"Z\" config.toml line 19, profile real",
        "keys.form.export unbound config.toml line 20, profile real",
    ];
    let themes = [
        "themes.mine \"light\" but for 2 roles config.toml line 25",
        "themes.plain \"dark\" config.toml line 30",
    ];
    assert_eq!(told("config"), [&[preset], &form[..], &[undo, wrap, help], &themes].concat());
    assert_eq!(told("config --profile real"), [&[preset], &form[..], &[wrap, help], &own, &themes].concat());
    let other = "keys.preset \"default\" config.toml line 23, profile other";
    assert_eq!(told("config --profile other")[0], other);
    let none = computer.config("mouse = false\n");
    assert!(
        none.run("config")
            .out
            .ends_with(&format!("{:<14} {:<36} default\n{:<14} –\n", "keys.preset", "\"default\"", "themes"))
    );
}

#[test]
fn the_doctor_tells_the_clipboard_the_editor_and_the_places_as_the_editor_takes_them() {
    let computer = Computer::new();
    let folder = computer.at("own bin");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("my-editor");
    fs::write(&program, "").unwrap();
    let file = computer.at("config/patchpanel/config.toml");
    let log = computer.at("pp.log");
    computer.config(&format!(
        "editor = \"my-editor --wait 'two words'\"\nlog_file = {log:?}\n[profile.a]\neditor = [\"{}\", \"-n\"]\n",
        program.display()
    ));
    let asked = |line: &str, more: &[(&str, &str)]| {
        let mut command = computer.command(line);
        let path = format!("{}:/usr/bin:/bin", folder.display());
        // Over SSH no clipboard of this system is asked.
        command.env("PATH", path).env("EDITOR", "not-this-one").env("SSH_CONNECTION", "a 1 b 2");
        Said::by(command.envs(more.iter().copied()))
    };
    let journal = format!("✓ fine     unsent work   {}\n", computer.at("state/patchpanel/journal").display());
    let told = asked("doctor --demo", &[]);
    told.ends(
        0,
        &[
            "✓ fine     clipboard     the terminal (OSC 52), which does not say whether it takes it; inside SSH\n",
            &format!("✓ fine     editor        my-editor --wait 'two words' ({})\n", program.display()),
            &format!("✓ fine     config        {}\n", file.display()),
            &journal,
            &format!("✓ fine     log file      {}\n", log.display()),
        ],
    );
    assert!(!told.out.contains("not-this-one"));
    asked("doctor --demo --profile a", &[("TMUX", "tmux,1,0")]).ends(
        0,
        &[
            "✓ fine     clipboard     tmux (load-buffer -w), which passes it on to its terminal; inside tmux and SSH\n",
            &format!("✓ fine     editor        '{}' -n\n", program.display()),
            &format!("✓ fine     config        {}, profile a\n", file.display()),
            &journal,
        ],
    );
    let state = computer.at("elsewhere");
    let elsewhere = state.join("patchpanel/journal").display().to_string();
    asked("doctor --demo", &[("XDG_STATE_HOME", state.to_str().unwrap())]).ends(0, &[&elsewhere]);
}

#[test]
fn without_a_token_the_doctor_says_whether_the_address_is_reached_and_sends_none() {
    let (computer, server) = (Computer::new(), Server::start(&["--token", TOKEN]));
    let reached = "✓ fine     workspace     127.0.0.1 was reached in ";
    let wants = "ms; it wants a token\n";
    let base = format!("doctor --base-url {}", server.url());
    computer
        .run(&base)
        .ends(1, &["! trouble  token", "looked for in the variable INTERCOM_ACCESS_TOKEN", reached, wants]);
    // The token of another profile, and the variable that it means, would be taken by this server.
    fs::write(computer.at("secret"), TOKEN).unwrap();
    computer.config(&format!(
        "base_url = {:?}\n[profile.a]\ntoken_command = [\"cat\", {:?}]\n[profile.b]\ntoken_command = \"false\"\n\
         [profile.c]\ntoken_env = \"C_TOKEN\"\n",
        server.url(),
        computer.at("secret")
    ));
    computer.run("doctor --profile a").ends(0, &["127.0.0.1 answered in"]);
    for profile in ["b", "c"] {
        let mut command = computer.command(&format!("doctor --profile {profile}"));
        let said = Said::by(command.env("INTERCOM_ACCESS_TOKEN", TOKEN));
        said.ends(1, &["! trouble  token", reached, wants]);
        assert!(!said.out.contains("Acme"), "{said:?}");
    }
    // What goes out is one question, and nothing in it says who asks.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let listening = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
            head.extend(byte);
        }
        stream
            .write_all(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .unwrap();
        String::from_utf8(head).unwrap().to_lowercase()
    });
    let line = format!("doctor --profile b --base-url http://{place}");
    let said = Said::by(computer.command(&line).env("INTERCOM_ACCESS_TOKEN", TOKEN));
    said.ends(1, &[reached, wants]);
    let head = listening.join().unwrap();
    assert!(
        head.starts_with("get /me http/1.1\r\n") && head.contains("intercom-version: unstable"),
        "{head}"
    );
    assert!(!head.contains("authorization") && !head.contains("bearer"), "{head}");
    // Nobody listens there any more.
    let gone = server.url();
    drop(server);
    computer.run(&format!("doctor --base-url {gone}")).ends(
        1,
        &[
            "! trouble  token",
            "! trouble  workspace     127.0.0.1, without a token, after ",
            "Nothing accepted a connection",
        ],
    );
}
