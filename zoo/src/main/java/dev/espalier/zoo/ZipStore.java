package dev.espalier.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zoo in a zip file, which is read in place: nothing is unpacked. */
final class ZipStore implements Store {
  private final Path zip;

  ZipStore(Path zip) {
    this.zip = zip;
  }

  @Override
  public Optional<byte[]> read(String path, long most) {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      ZipEntry entry = file.getEntry(path);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = file.getInputStream(entry)) {
        // What the entry says of its size is not believed: a small zip can unpack to any size.
        byte[] bytes = in.readNBytes((int) most);
        if (in.read() >= 0) {
          throw tooLarge(path, most);
        }
        return Optional.of(bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, "it cannot be read: " + e.getMessage()).causedBy(e);
    }
  }

  @Override
  public String place() {
    return zip.toString();
  }
}
