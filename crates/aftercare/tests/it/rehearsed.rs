//! The main job: the rehearsal plays one fault through the whole loop on the real program, and its evidence checks on another machine.

use std::process::Command;

use crate::process::program;

#[test]
fn heavy_one_fault_goes_all_the_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence.json");
    let played = Command::new(program()).args(["rehearse", "--evidence"]).arg(&evidence).current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&played.stdout);
    assert!(played.status.success(), "{told}\n{}", String::from_utf8_lossy(&played.stderr));
    for event in ["ticket.opened", "ticket.acknowledged", "visit.set_out", "visit.arrived", "ticket.restored", "ticket.confirmed"] {
        assert!(told.contains(event), "{event} is missing: {told}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let check = |file: &std::path::Path| {
        Command::new(program()).args(["journal", "check"]).arg(file).current_dir(elsewhere.path()).output().unwrap()
    };
    let checked = check(&evidence);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let text = std::fs::read_to_string(&evidence).unwrap();
    let forged = folder.path().join("forged.json");
    std::fs::write(&forged, text.replacen("更换摄像机电源适配器", "更换摄像机电源适配具", 1)).unwrap();
    let refused = check(&forged);
    assert!(!refused.status.success() && text.contains("更换摄像机电源适配器"), "{}", String::from_utf8_lossy(&refused.stdout));
}

#[test]
fn every_command_has_a_help_with_an_example() {
    for words in
        [&["serve"][..], &["demo"], &["rehearse"], &["city"], &["config"], &["user"], &["import"], &["journal"], &["backup"], &["restore"]]
    {
        let help = Command::new(program()).args(words).arg("--help").output().unwrap();
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example") && text.contains("  aftercare "), "{words:?}: {text}");
    }
}

#[test]
fn a_wrong_setting_is_told_with_its_line_and_the_exit_status_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("aftercare.toml");
    std::fs::write(&file, "[server]\nlistn = \"127.0.0.1:1\"\n").unwrap();
    let checked = Command::new(program()).args(["config", "check", "--config"]).arg(&file).output().unwrap();
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(!checked.status.success() && told.contains("line 2") && told.contains("did you mean listen?"), "{told}");
}
