package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The zoo's own list of models, beside DJL's indexes: a web server has no folders to look through.
 *
 * @param espalier the checksum
 * @param models the models by name
 */
public record Directory(Checksum espalier, List<Entry> models) {
  public static final String FILE = "espalier-zoo.json";

  /** Copies the list. */
  public Directory {
    models = List.copyOf(models);
  }

  /**
   * One model.
   *
   * @param name its name
   * @param folder where its index is, from the zoo's root on
   */
  record Entry(String name, String folder) {}

  public static Directory empty() {
    return new Directory(Checksum.open(), List.of());
  }

  /**
   * Reads a directory.
   *
   * @throws ZooException if it is of another format, or leads out of the zoo
   */
  public static Directory read(byte[] bytes) {
    Directory directory = Checksum.read(bytes, Directory.class, FILE);
    directory.espalier.requireKnown(FILE);
    Set<String> names = new HashSet<>();
    for (Entry entry : directory.models) {
      FileNames.requireModel(entry.name());
      if (!names.add(entry.name())) {
        throw ZooException.of(
            "file '" + FILE + "'",
            "model " + entry.name(),
            "it is there twice",
            "another copy of the zoo");
      }
      if (!FileNames.isPath(entry.folder()) || !entry.folder().endsWith("/" + entry.name())) {
        throw ZooException.of(
            "file '" + FILE + "'",
            "model " + entry.name(),
            "its folder '%s' is not one of its own inside the zoo".formatted(entry.folder()),
            "publishing again");
      }
    }
    return directory;
  }

  /** Gives the file's bytes, sealed. */
  public byte[] bytes() {
    return Checksum.close(this);
  }

  public Optional<String> folder(String name) {
    return models.stream()
        .filter(entry -> entry.name().equals(name))
        .map(Entry::folder)
        .findFirst();
  }

  public List<String> names() {
    return models.stream().map(Entry::name).sorted().toList();
  }

  public Directory with(String name, String folder) {
    List<Entry> more = new ArrayList<>(models);
    more.add(new Entry(name, folder));
    return new Directory(Checksum.open(), more);
  }
}
