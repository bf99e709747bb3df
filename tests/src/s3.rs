use std::net::TcpListener;
use std::path::PathBuf;
use std::thread::JoinHandle;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use shanghaidoctor_api::MediaSettings;
use tempfile::TempDir;
use tokio::sync::oneshot;

const BUCKET: &str = "pictures";
const KEY_ID: &str = "editor-in-chief";
const SECRET: &str = "a lamp by the river";

/// A server that speaks the protocol of S3 and checks signatures, with one bucket, in a thread of its own.
pub struct S3Server {
    url: String,
    folder: TempDir,
    server: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl S3Server {
    /// Starts a server with an empty bucket.
    pub fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a folder of buckets"));
        builder.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let service = builder.build();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                tokio::select! {
                    () = serve(listener, service) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { url, folder, server: Some((stop, thread)) }
    }

    /// The settings with which pictures are kept in a folder of the bucket.
    pub fn settings(&self) -> MediaSettings {
        MediaSettings {
            media_store: Some(format!("s3://{BUCKET}/site")),
            s3_endpoint: Some(self.url.clone()),
            s3_region: "us-east-1".into(),
            s3_access_key_id: Some(KEY_ID.into()),
            s3_secret_access_key: SECRET.parse().ok(),
            s3_virtual_host: false,
        }
    }

    /// Where the files of that folder are.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join(BUCKET).join("site")
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    listener.set_nonblocking(true).expect("a socket that does not block");
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
    while let Ok((socket, _)) = listener.accept().await {
        let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service.clone());
        tokio::spawn(async move {
            // A client that goes away ends it, which is no failure of a test.
            let _ = connection.await;
        });
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.server.take() {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}
