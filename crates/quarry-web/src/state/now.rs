//! What the user wants `now()` to be.

use crate::protocol::Clock;

/// The choice of the `now` control.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NowSetting {
    /// The newest event of the loaded data, so that `ago(3d)` finds something in an old recording.
    #[default]
    Newest,
    Real,
    /// A chosen instant: Unix milliseconds.
    Chosen(i64),
}

impl NowSetting {
    /// For the worker; `real` is the present, in Unix milliseconds.
    pub fn clock(&self, real: i64) -> Clock {
        match self {
            Self::Newest => Clock::Newest { otherwise: real },
            Self::Real => Clock::At { unix: real },
            Self::Chosen(unix) => Clock::At { unix: *unix },
        }
    }

    /// For a link.
    pub fn code(&self) -> String {
        match self {
            Self::Newest => "newest".to_owned(),
            Self::Real => "real".to_owned(),
            Self::Chosen(unix) => unix.to_string(),
        }
    }

    /// From a link; nothing when it makes no sense.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "newest" => Some(Self::Newest),
            "real" => Some(Self::Real),
            other => other.parse().ok().map(Self::Chosen),
        }
    }
}
