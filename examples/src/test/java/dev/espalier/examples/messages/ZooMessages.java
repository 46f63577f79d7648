package dev.espalier.examples.messages;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.models.Datasets;
import dev.espalier.zoo.Card;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

final class ZooMessages implements Chapter {
  private static final int MUCH = 50;

  @Override
  public String title() {
    return "Models of a zoo";
  }

  @Override
  public List<Message> messages() {
    Path folder = folder();
    Path zoo = folder.resolve("zoo");
    Path zip = zip(folder, "../espalier-zoo.json", 0);
    Path bomb = zip(folder, "espalier-zoo.json", MUCH);
    publish(zoo, "1.0.0");
    return List.of(
        new Message("Opening a folder that is none", () -> Zoo.open(folder.resolve("none"))),
        new Message("Opening a folder without models", () -> Zoo.open(folder).load("digits")),
        new Message(
            "Opening an address of another kind",
            () -> Zoo.open(URI.create("ftp://example.org/zoo"))),
        new Message(
            "Opening an address with a password in it",
            () -> Zoo.open(URI.create("https://me:secret@example.org/zoo"))),
        new Message(
            "Opening an address where no server is",
            () -> Zoo.open(URI.create("http://localhost:1/zoo")).load("digits")),
        new Message(
            "Opening a zip that would unpack beside itself", () -> Zoo.open(zip).load("digits")),
        new Message(
            "Opening a small zip that unpacks to 50 MB", () -> Zoo.open(bomb).load("digits")),
        new Message("Loading a model that is not there", () -> Zoo.open(zoo).load("digit")),
        new Message(
            "Loading a version that is not there", () -> Zoo.open(zoo).load("digits", "2.0.0")),
        new Message("Loading a version that is none", () -> Zoo.open(zoo).load("digits", "latest")),
        new Message("Publishing a version twice", () -> publish(zoo, "1.0.0")),
        new Message("card.license(\"my own\")", () -> Card.blank().license("my own")),
        new Message("card.pixels(255, 0)", () -> Card.blank().pixels(255, 0)),
        new Message(
            "Loading a model whose description was changed by one letter",
            () -> {
              change(zoo, "espalier.json");
              Zoo.open(zoo).load("digits");
            }),
        new Message(
            "Loading a model whose index was changed by one letter",
            () -> {
              change(zoo, "metadata.json");
              Zoo.open(zoo).load("digits");
            }));
  }

  private static void publish(Path zoo, String version) {
    var digits = network("digits", n -> n.input(1, 8, 8).flatten().output(10));
    try (Run run =
        train(digits, supervised(), r -> r.classify(Datasets.digits().take(200)).epochs(1))) {
      Zoo.at(zoo).publish(run, "digits", card -> card.version(version));
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("espalier-messages");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path zip(Path folder, String file, int megabytes) {
    Path zip = folder.resolve(megabytes + ".zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(file));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < megabytes; i++) {
        out.write(zeros);
      }
      out.closeEntry();
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void change(Path zoo, String name) throws IOException {
    try (Stream<Path> files = Files.walk(zoo)) {
      Path file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replaceFirst("digits", "dig1ts"));
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
