package dev.espalier.zoo.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A zoo in a folder. */
public final class FolderStore implements Store {
  private final Path root;

  public FolderStore(Path root) {
    this.root = root;
  }

  @Override
  public <S extends Sink> Optional<S> read(String path, long most, Supplier<S> sink) {
    Path file = root.resolve(path);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        throw unreadable(path, "it is a link that leads out of the zoo");
      }
      if (Files.size(file) > most) {
        throw tooLarge(path, most);
      }
      try (InputStream in = Files.newInputStream(file)) {
        // The file may grow between the two looks at it.
        return Optional.of(pump(in, path, most, sink.get()));
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public String place() {
    return root.toString();
  }
}
