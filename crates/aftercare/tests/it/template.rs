//! `aftercare template check` as a program of its own.

use std::process::Command;

fn check(text: &str, language: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("camera.toml"), text).unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .args(["template", "check", "camera.toml"])
        .current_dir(&folder)
        .env_clear()
        .env("LANG", language)
        .output()
        .unwrap();
    (program.status.code().unwrap(), String::from_utf8(program.stderr).unwrap())
}

const RIGHT: &str = "name = \"Camera\"\n\n[[check]]\nname = \"door\"\nrole = \"vital\"\nask = { kind = \"tcp\", port = 9 }\n";

#[test]
fn a_template_is_checked_line_by_line_in_the_users_language() {
    assert_eq!(check(RIGHT, "C.UTF-8"), (0, String::new()));
    let (status, told) = check(&RIGHT.replace("port", "prot"), "C.UTF-8");
    assert_eq!(status, 2);
    assert!(told.starts_with("camera.toml:6: door: this cannot be asked: unknown field `prot`"), "{told}");
    let (_, told) = check(&RIGHT.replace("\"Camera\"", "\"\""), "zh_CN.UTF-8");
    assert_eq!(told, "camera.toml:1: 名称为 1 至 60 个字符。\n");
}
