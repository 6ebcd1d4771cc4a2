//! E-mail by SMTP.

mod letter;
mod line;
mod office;

pub(crate) use office::PostOffice;
