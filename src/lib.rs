//! patchpanel
