// SPDX-License-Identifier: Apache-2.0
//! spawn COMMAND ARGUMENT ...: runs COMMAND in an empty environment, by posix_spawn and then by fork and exec.
use std::os::unix::process::CommandExt;
use std::process::Command;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env_clear();
    let spawned = command.status().unwrap();
    assert!(spawned.success());
    panic!("{}", command.exec());
}
