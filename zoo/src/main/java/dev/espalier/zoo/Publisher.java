package dev.espalier.zoo;

import dev.espalier.torch.TorchScriptArchive;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.graph.Purpose;
import dev.espalier.zoo.graph.ScriptGraph;
import dev.espalier.zoo.graph.Tensors;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.serving.TranslatorJar;
import dev.espalier.zoo.store.Directory;
import dev.espalier.zoo.store.FileNames;
import dev.espalier.zoo.store.FolderStore;
import dev.espalier.zoo.store.Hashes;
import dev.espalier.zoo.store.Staging;
import dev.espalier.zoo.store.Versions;
import dev.espalier.zoo.store.ZooLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes one version of a model into a zoo, whole or not at all.
 *
 * <p>The files are written and proved in a folder that nobody looks into. Then, under the zoo's
 * lock, the folder gets its version's name, and the indexes are replaced in one move each.
 */
final class Publisher {
  static final String ARCHIVE = "model.pt";
  static final String ONNX = "model.onnx";
  static final String TENSORS = "tensors.safetensors";

  private static final String SYNSET = "synset.txt";
  private static final String PROPERTIES = "serving.properties";
  // Equal models make equal zips.
  private static final LocalDateTime TIME = LocalDateTime.of(1981, 1, 1, 0, 0);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

  private final Path root;
  private final String name;
  private final Trained trained;
  private final Card card;
  private final Export export;
  private final Purpose purpose;

  Publisher(Path root, String name, Trained trained, Card card) {
    this.root = root;
    this.name = FileNames.requireModel(name);
    this.trained = trained;
    this.card = card;
    this.export = card.export(trained);
    this.purpose = Purpose.of(trained, export);
  }

  /**
   * Publishes, once the archive says what the trained networks say.
   *
   * @throws ZooException if it does not, if the version exists, or if a file cannot be written
   */
  Published publish(ReferencePredictions witness) {
    TorchScriptArchive archive = ScriptGraph.archive(trained, export);
    ExportCheck proof = new ExportCheck(trained, export, witness);
    if (purpose.images()) {
      proof.requirePixels(name);
    }
    ModelDocument document = document();
    try {
      Files.createDirectories(root);
      try (Staging staging = staging()) {
        writeFiles(staging.folder(), archive, document);
        proof.require(staging.folder(), name);
        try (ZooLock lock = ZooLock.acquire(root)) {
          return commit(staging.folder());
        }
      }
    } catch (IOException e) {
      throw ZooException.of(
              "model '" + name + "'",
              "zoo " + root,
              e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException
                  ? "publishing was interrupted, and nothing is published"
                  : "it cannot be written: " + e.getMessage(),
              "a folder that this process may write to, on a disk with room")
          .causedBy(e);
    }
  }

  private Staging staging() throws IOException {
    try (ZooLock right = ZooLock.acquire(root)) {
      return Staging.open(root, right);
    }
  }

  /**
   * Gives what is published beside the tensors, as it will be opened: what could not be opened is
   * not published.
   */
  private ModelDocument document() {
    byte[] bytes = Json.write(ModelDocument.of(name, trained, export));
    if (bytes.length > Limits.DOCUMENT) {
      throw refused(
          "file '" + ModelDocument.FILE + "'",
          "it would have %s bytes, and %s are read at most"
              .formatted(bytes.length, Limits.DOCUMENT),
          "a smaller description");
    }
    ModelDocument document = ModelDocument.read(bytes);
    document.checked();
    trained
        .parameters()
        .forEach(
            (path, parameter) ->
                Tensors.requireFinite(parameter.data(), path, "model '" + name + "'"));
    return document;
  }

  private void writeFiles(Path staging, TorchScriptArchive archive, ModelDocument document)
      throws IOException {
    archive.write(staging.resolve(ARCHIVE));
    Files.writeString(staging.resolve(PROPERTIES), properties());
    if (!trained.classes().isEmpty()) {
      Files.writeString(staging.resolve(SYNSET), String.join("\n", trained.classes()) + "\n");
    }
    if (card.onnx()) {
      Files.write(staging.resolve(ONNX), OnnxGraph.bytes(trained, export));
    }
    if (trained.recipe().isPresent()) {
      byte[] table = TableDocument.bytes(trained.recipe().get(), trained.classes());
      Files.write(staging.resolve(TableDocument.FILE), table);
      try (ZipOutputStream libs =
          new ZipOutputStream(Files.newOutputStream(staging.resolve(Index.LIBS)))) {
        put(libs, TranslatorJar.NAME, TranslatorJar.bytes());
      }
    }
    if (trained.pictures().isPresent()) {
      Files.write(
          staging.resolve(PictureDocument.FILE), PictureDocument.bytes(trained.pictures().get()));
    }
    if (trained.scaling().isPresent() || trained.outputs().isPresent()) {
      byte[] targets = TargetsDocument.bytes(trained.scaling(), trained.outputs());
      Files.write(staging.resolve(TargetsDocument.FILE), targets);
    }
    Files.write(staging.resolve(ModelDocument.FILE), Json.write(document));
    // Not a file's channel, which an interrupt would close.
    try (OutputStream file = Files.newOutputStream(staging.resolve(TENSORS));
        WritableByteChannel tensors = Channels.newChannel(file)) {
      ByteBuffer bytes = TensorFile.write(trained.parameters());
      while (bytes.hasRemaining()) {
        tensors.write(bytes);
      }
    }
  }

  private String properties() {
    StringBuilder text = new StringBuilder("engine=PyTorch\noption.modelName=model\n");
    text.append("application=").append(purpose.application()).append('\n');
    purpose.arguments().forEach((key, value) -> text.append(key + "=" + value + "\n"));
    return text.toString();
  }

  private Published commit(Path staging) throws IOException {
    Directory directory = readDirectory();
    String place = place(directory);
    if (!place.startsWith(Index.folder(purpose.application()))) {
      throw refused(
          "name", "there is a model of that name for another purpose, in " + place, "another name");
    }
    Path model = root.resolve(place);
    Files.createDirectories(model);
    List<Index.Release> releases = new ArrayList<>(readReleases(model));
    List<String> taken = releases.stream().map(Index.Release::version).toList();
    String version = card.version().isEmpty() ? Versions.after(taken) : card.version();
    if (taken.contains(version)) {
      throw refused(
          "version " + version,
          "it is there already, and what was published never changes",
          "card.version(\"" + Versions.after(taken) + "\"), or none for the next free one");
    }
    writeCardAndZip(staging, version);
    releases.add(new Index.Release(version, false, name, arguments(), items(staging, version)));
    Path folder = model.resolve(version);
    // A folder that no index names was left by a publisher that died.
    Staging.delete(folder);
    Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    String now = DATE.format(LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    replace(
        model.resolve(Index.FILE),
        Index.of(name, place, purpose.application(), card, now, releases).bytes());
    if (directory.folder(name).isEmpty()) {
      replace(root.resolve(Directory.FILE), directory.with(name, place).bytes());
    }
    return new Published(
        root, name, version, folder, purpose.images(), trained.recipe().isPresent());
  }

  /** Gives where the model is, or was about to be when its publisher died, or will be. */
  private String place(Directory directory) throws IOException {
    Optional<String> known = directory.folder(name);
    Path models = root.resolve(Index.folder(purpose.application()));
    if (known.isEmpty() && Files.isDirectory(models)) {
      try (Stream<Path> groups = Files.list(models)) {
        known =
            groups
                .filter(group -> Files.isDirectory(group.resolve(name)))
                .map(
                    group -> Index.folder(purpose.application()) + group.getFileName() + "/" + name)
                .findFirst();
      }
    }
    return known.orElseGet(() -> Index.newFolder(purpose.application(), name));
  }

  private void writeCardAndZip(Path staging, String version) throws IOException {
    CardPage page =
        CardPage.of(name, version, trained, card, List.copyOf(items(staging, version).values()));
    Files.writeString(staging.resolve("README.md"), page.markdown());
    Files.writeString(staging.resolve("card.html"), page.html());
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(staging.resolve(name + ".zip")))) {
      for (String file : List.of(ARCHIVE, PROPERTIES, SYNSET, TableDocument.FILE)) {
        if (Files.exists(staging.resolve(file))) {
          put(zip, file, Files.readAllBytes(staging.resolve(file)));
        }
      }
      if (trained.recipe().isPresent()) {
        put(zip, "libs/" + TranslatorJar.NAME, TranslatorJar.bytes());
      }
    }
  }

  private static void put(ZipOutputStream zip, String file, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(file);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private Map<String, String> arguments() {
    Map<String, String> arguments = new LinkedHashMap<>(purpose.arguments());
    arguments.put("engine", "PyTorch");
    return arguments;
  }

  private static Map<String, Index.Item> items(Path folder, String version) throws IOException {
    Map<String, Index.Item> items = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String fileName = file.getFileName().toString();
        // DJL would unpack a zip beside the files that are in it.
        if (!fileName.endsWith(".zip") || fileName.equals(Index.LIBS)) {
          byte[] bytes = Files.readAllBytes(file);
          items.put(
              fileName,
              new Index.Item(
                  version + "/" + fileName,
                  Index.unpacked(fileName),
                  bytes.length,
                  Hashes.sha1(bytes),
                  Hashes.sha256(bytes)));
        }
      }
    }
    return items;
  }

  private Directory readDirectory() {
    return new FolderStore(root)
        .bytes(Directory.FILE, Limits.INDEX)
        .map(Directory::read)
        .orElseGet(Directory::empty);
  }

  private List<Index.Release> readReleases(Path model) {
    return new FolderStore(model)
        .bytes(Index.FILE, Limits.INDEX)
        .map(bytes -> Index.read(bytes, name).artifacts())
        .orElse(List.of());
  }

  /** Replaces a file in one move: a reader sees the old one or the new one. */
  private static void replace(Path file, byte[] bytes) throws IOException {
    if (bytes.length > Limits.INDEX) {
      throw ZooException.of(
          "zoo",
          "file '" + file.getFileName() + "'",
          "it would have %s bytes, and %s are read at most".formatted(bytes.length, Limits.INDEX),
          "another zoo");
    }
    // Only who may change the zoo is here, so one that is there was left by a publisher that died.
    Path next = file.resolveSibling("." + file.getFileName() + "-next");
    Files.deleteIfExists(next);
    try {
      Files.write(next, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.DSYNC);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private ZooException refused(String where, String what, String advice) {
    return ZooException.of("model '" + name + "'", where, what, advice);
  }
}
