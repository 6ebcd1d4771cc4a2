//! What is decided here: what a text of PromQL means, and what it comes to. Facts in, answer out.

pub(crate) mod eval;
pub(crate) mod promql;
