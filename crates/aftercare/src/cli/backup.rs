//! `aftercare backup` and `aftercare restore`: one portable file, from and into either kind of database.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use base::{Clock, Db, Error, Result};
use clap::Args;

use crate::config::Settings;

#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The file to write; it must not exist yet.
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The backup.
    file: PathBuf,
}

/// Writes the backup beside the running program. The keys folder is not in it: keep that apart.
pub async fn backup(arguments: BackupArguments, settings: Settings) -> Result<()> {
    let path = &arguments.file;
    let db = Db::open(&settings.database()).await?;
    let unfinished = path.with_extension("unfinished");
    let file = File::create_new(&unfinished).map_err(|error| failed("write", &unfinished, &error))?;
    if path.exists() {
        return Err(Error::internal(format!("{} exists already; name another file", path.display())));
    }
    let mut writer = BufWriter::new(file);
    let result = base::backup::backup(&db, &mut writer, Clock::System.now()).await;
    let counted = match result {
        Ok(counted) => counted,
        Err(error) => {
            let _ = std::fs::remove_file(&unfinished);
            return Err(error);
        }
    };
    writer.flush().map_err(|error| failed("write", &unfinished, &error))?;
    writer.get_ref().sync_all().map_err(|error| failed("write", &unfinished, &error))?;
    std::fs::rename(&unfinished, path).map_err(|error| failed("write", path, &error))?;
    println!(
        "{} rows of {} tables are in {}. Keep {} too, apart from it: it opens the secrets and signs the journal.",
        counted.rows(),
        counted.tables.len(),
        path.display(),
        settings.installation.keys.display()
    );
    Ok(())
}

/// Restores into the configured database, which must be empty.
pub async fn restore(arguments: RestoreArguments, settings: Settings) -> Result<()> {
    let file = File::open(&arguments.file).map_err(|error| failed("read", &arguments.file, &error))?;
    let db = Db::open(&settings.database()).await?;
    let restored = base::backup::restore(&db, migrations::ALL, BufReader::new(file), Clock::System.now()).await?;
    println!("{} rows of {} tables were restored. Next: aftercare journal verify", restored.rows(), restored.tables.len());
    Ok(())
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("cannot {what} {}: {error}", path.display()))
}
