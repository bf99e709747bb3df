//! The file of SQLite holds hashes of passwords and e-mail addresses: its owner alone may read it, and what SQLite keeps
//! beside it. So it is with folders in which unpublished pictures and texts lie.

use std::path::{Path, PathBuf};

/// What SQLite keeps beside its file, by what their names end in; it gives them the rights of the file
/// (sqlite.org/wal.html, sqlite.org/src/file/src/os_unix.c, "findCreateFileMode").
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// The file and what SQLite keeps beside it.
pub(crate) fn with_beside(file: &Path) -> impl Iterator<Item = PathBuf> {
    let beside = BESIDE.map(|ending| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    });
    std::iter::once(file.to_owned()).chain(beside)
}

/// Makes the file where it is absent, and takes the rights of others away where it is there. Where that cannot be done,
/// opening it tells why, or it belongs to somebody else, who is to see to it.
#[cfg(unix)]
pub(crate) fn make(file: &Path) {
    use std::fs::{self, OpenOptions, Permissions};
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    /// What its owner may: read and write.
    const OWNER: u32 = 0o600;

    let made = OpenOptions::new().write(true).create_new(true).mode(OWNER).open(file);
    if made.is_ok() {
        return;
    }
    for path in with_beside(file) {
        let Ok(about) = fs::metadata(&path) else { continue };
        let is_open = about.is_file() && about.permissions().mode() & 0o077 != 0;
        if is_open && let Err(error) = fs::set_permissions(&path, Permissions::from_mode(OWNER)) {
            tracing::warn!(file = %path.display(), %error, "others may read the database: take that right away");
        }
    }
}

/// Who may read it is for its folder to say.
#[cfg(not(unix))]
pub(crate) fn make(_: &Path) {}

/// Makes a folder where it is absent, and takes the rights of others away from what is in it. Where that cannot be done, it
/// belongs to somebody else, who is to see to it.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let mut rights = std::fs::metadata(folder)?.permissions();
        if rights.mode() & 0o077 != 0 {
            rights.set_mode(0o700);
            if let Err(error) = std::fs::set_permissions(folder, rights) {
                tracing::warn!(folder = %folder.display(), %error, "others may read it: take that right away");
            }
        }
    }
    Ok(())
}
