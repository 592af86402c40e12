// SPDX-License-Identifier: Apache-2.0
// read MODE PATH: reads PATH in one of the ways of Rust programs, and writes what it read and then the sizes.
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};

fn read(mode: &str, path: &str) -> io::Result<String> {
    match mode {
        "read_to_string" => fs::read_to_string(path),
        "BufReader" => BufReader::new(File::open(path)?).lines().map(|line| line.map(|line| line + "\n")).collect(),
        "read_exact" => {
            let mut bytes = vec![0; fs::metadata(path)?.len() as usize];
            File::open(path)?.read_exact(&mut bytes)?;
            Ok(String::from_utf8(bytes).unwrap())
        }
        "copy" => {
            fs::copy(path, "copy")?;
            let text = fs::read_to_string("copy");
            fs::remove_file("copy")?;
            text
        }
        _ => panic!("no such mode: {}", mode),
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let path = &arguments[2];
    print!("{}", read(&arguments[1], path)?);
    println!("{} {}", fs::metadata(path)?.len(), File::open(path)?.metadata()?.len());
    Ok(())
}
