//! The floor: the least that a ratatui program with a list and a text area can cost. `benches/terminal.rs` holds
//! patchpanel against it, so it stays bare: no runtime, no timer, no network, and a blocking read of the next event.
//!
//! Tab goes from the list to the text and back, j and k (or the arrows) walk the list, q in the list or ctrl-c quits.

use std::io;

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyModifiers,
};
use crossterm::execute;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Style};
use ratatui::widgets::{Block, List, ListState};
use ratatui::{DefaultTerminal, Frame};
use tui_textarea::{Input, Key, TextArea};

const ROWS: usize = 20;

struct Floor {
    list: ListState,
    text: TextArea<'static>,
    typing: bool,
}

fn main() -> io::Result<()> {
    let mut terminal = ratatui::init();
    let ran = execute!(io::stdout(), EnableBracketedPaste).and_then(|()| run(&mut terminal));
    let put_back = execute!(io::stdout(), DisableBracketedPaste);
    ratatui::restore();
    ran.and(put_back)
}

fn run(terminal: &mut DefaultTerminal) -> io::Result<()> {
    let mut floor =
        Floor { list: ListState::default().with_selected(Some(0)), text: TextArea::default(), typing: false };
    loop {
        terminal.draw(|frame| floor.draw(frame))?;
        match event::read()? {
            Event::Key(key) if floor.quits(key) => return Ok(()),
            Event::Key(key) if key.is_press() => floor.press(key),
            Event::Paste(text) if floor.typing => _ = floor.text.insert_str(text),
            _ => {}
        }
    }
}

impl Floor {
    fn draw(&mut self, frame: &mut Frame) {
        let [left, right] =
            Layout::horizontal([Constraint::Percentage(40), Constraint::Percentage(60)]).areas(frame.area());
        let border = |focused| Style::new().fg(if focused { Color::Cyan } else { Color::DarkGray });

        let rows = (1..=ROWS).map(|number| format!("Row {number}"));
        let list = List::new(rows)
            .block(Block::bordered().title(" Rows ").border_style(border(!self.typing)))
            .highlight_style(Style::new().reversed());
        frame.render_stateful_widget(list, left, &mut self.list);

        self.text.set_block(Block::bordered().title(" Text ").border_style(border(self.typing)));
        frame.render_widget(&self.text, right);
    }

    fn quits(&self, key: KeyEvent) -> bool {
        let interrupted = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        interrupted || (!self.typing && key.code == KeyCode::Char('q'))
    }

    fn press(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Tab => self.typing = !self.typing,
            _ if self.typing => _ = self.text.input(input(key)),
            KeyCode::Char('j') | KeyCode::Down => self.list.select_next(),
            KeyCode::Char('k') | KeyCode::Up => self.list.select_previous(),
            _ => {}
        }
    }
}

/// The text area is built without its own reading of crossterm's keys.
fn input(key: KeyEvent) -> Input {
    Input {
        key: match key.code {
            KeyCode::Char(letter) => Key::Char(letter),
            KeyCode::Enter => Key::Enter,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            _ => Key::Null,
        },
        ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        alt: key.modifiers.contains(KeyModifiers::ALT),
        shift: key.modifiers.contains(KeyModifiers::SHIFT),
    }
}
