//! A connection is busy until its answer is written.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{Response, StatusCode},
};
use http_body::{Frame, SizeHint};

use crate::table::Busy;

/// The answer, whose connection is busy until its body was handed over.
pub(crate) fn until_written(answer: Response<Body>, busy: Busy) -> Response<Written> {
    let busy = if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        busy.for_ever();
        None
    } else {
        Some(busy)
    };
    answer.map(|body| Written { body, _busy: busy })
}

/// A body that holds its connection busy.
pub(crate) struct Written {
    body: Body,
    _busy: Option<Busy>,
}

impl http_body::Body for Written {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
