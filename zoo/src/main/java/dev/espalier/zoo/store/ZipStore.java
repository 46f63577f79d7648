package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zoo in a zip file, which is read in place: nothing is unpacked. */
public final class ZipStore implements Store {
  private final Path zip;

  public ZipStore(Path zip) {
    this.zip = zip;
  }

  @Override
  public <S extends Sink> Optional<S> read(String path, long most, Supplier<S> sink) {
    try {
      requireSound();
      try (ZipFile file = new ZipFile(zip.toFile())) {
        ZipEntry entry = file.getEntry(path);
        if (entry == null || entry.isDirectory()) {
          return Optional.empty();
        }
        try (InputStream in = file.getInputStream(entry)) {
          // What the entry says of its size is not believed: a small zip can unpack to any size.
          return Optional.of(pump(in, path, most, sink.get()));
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw unreadable(path, "its part of the zip is damaged").causedBy(e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private void requireSound() throws IOException {
    try (FileChannel channel = FileChannel.open(zip)) {
      Optional<String> problem = ZipDirectory.problem(channel);
      if (problem.isPresent()) {
        throw ZooException.of(
            "zoo " + place(),
            "zip",
            problem.get(),
            "unpacking it where nothing can be harmed, and Zoo.open(folder)");
      }
    }
  }

  @Override
  public String place() {
    return zip.toString();
  }
}
