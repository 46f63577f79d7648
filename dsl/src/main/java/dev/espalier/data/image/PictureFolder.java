package dev.espalier.data.image;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Shown;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a folder with a sub-folder for each class, in natural order of their names.
 *
 * @param folder the folder
 * @param classes the names of its sub-folders
 * @param files the pictures, class by class
 */
record PictureFolder(Path folder, List<String> classes, List<Entry> files) {
  private static final Set<String> OF_SYSTEMS = Set.of("Thumbs.db", "desktop.ini", "__MACOSX");
  private static final int MOST = 50_000_000;

  /** One picture, by what tells that it has changed. */
  record Entry(Path file, String name, int label, long size, long time) {}

  /**
   * Lists a folder; no picture is opened.
   *
   * @throws DataException if it has no classes, or what is none beside them
   */
  static PictureFolder list(Path folder) {
    String subject = subject(folder);
    if (!Files.isDirectory(folder)) {
      throw DataException.of(
          subject,
          "folder",
          Files.exists(folder)
              ? "found a file, needed a folder with a sub-folder for each class"
              : "found nothing at " + folder.toAbsolutePath(),
          "the folder above the classes' own");
    }
    Findings findings = new Findings();
    List<Entry> files = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    try {
      for (Path each : visible(folder)) {
        String name = each.getFileName().toString();
        if (!Files.isDirectory(each)) {
          findings.add(
              Shown.name(name),
              "found a file beside the classes' folders",
              "the folder of its class for it, or another folder");
          continue;
        }
        List<Entry> own = filesIn(folder, each, classes.size());
        if (own.isEmpty()) {
          findings.add(
              "class " + Shown.name(name), "found no picture in its folder", "removing it");
        }
        classes.add(name);
        files.addAll(own);
      }
    } catch (IOException unreadable) {
      throw unreadable(folder, unreadable);
    }
    if (classes.size() < 2) {
      findings.add(
          "classes",
          "found %s, needed a folder for each of at least 2".formatted(named(classes)),
          "the folder above the classes' own");
    }
    if (files.size() > MOST) {
      findings.add("pictures", "found more than " + MOST, "fewer");
    }
    findings.throwIfAny(subject);
    return new PictureFolder(folder, List.copyOf(classes), List.copyOf(files));
  }

  static String subject(Path folder) {
    return "folder '" + Shown.name(String.valueOf(folder.getFileName())) + "'";
  }

  String subject() {
    return subject(folder);
  }

  /** Gives the number of every picture's class. */
  double[] labels() {
    return files.stream().mapToDouble(Entry::label).toArray();
  }

  private static String named(List<String> classes) {
    return classes.isEmpty() ? "none" : "only " + Shown.name(classes.get(0));
  }

  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> !ignored(each))
          .sorted(
              Comparator.comparing(each -> each.getFileName().toString(), NaturalOrder.INSTANCE))
          .toList();
    }
  }

  private static boolean ignored(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") || OF_SYSTEMS.contains(name);
  }

  private static List<Entry> filesIn(Path root, Path folder, int label) throws IOException {
    List<Entry> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        64,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return ignored(each) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!ignored(file)) {
              String name = root.relativize(file).toString().replace('\\', '/');
              long time = attributes.lastModifiedTime().toMillis();
              found.add(new Entry(file, name, label, attributes.size(), time));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(Entry::name, NaturalOrder.INSTANCE));
    return found;
  }

  static DataException unreadable(Path folder, IOException cause) {
    DataException exception =
        DataException.of(
            subject(folder),
            "folder",
            "it cannot be read: " + cause,
            "a folder that this process may read");
    exception.initCause(cause);
    return exception;
  }
}
