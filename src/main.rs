//! patchpanel
fn main() {}
