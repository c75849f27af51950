//! The program: parse the arguments, call the library.

use std::process::ExitCode;

use clap::Parser;
use tributary::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    tributary::cli::run(Cli::parse()).await
}
