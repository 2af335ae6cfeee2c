package objectstore;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** Main FOLDER PORT KEY SECRET: serves the buckets of a folder until its standard input ends. */
public final class Main {
    public static void main(String[] args) throws Exception {
        var settings = new Properties();
        settings.setProperty("jclouds.filesystem.basedir", args[0]);
        settings.setProperty("jclouds.identity", "none");
        settings.setProperty("jclouds.credential", "none");
        var server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", settings))
                .endpoint(URI.create("http://127.0.0.1:" + args[1]))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, args[2], args[3])
                .build();
        server.start();
        System.out.println("url=http://127.0.0.1:" + server.getPort());
        while (System.in.read() != -1) {
            // Whoever started it is still there.
        }
        System.exit(0);
    }
}
