package dev.espalier.zoo;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.data.DataSet;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Directory;
import dev.espalier.zoo.store.FileNames;
import dev.espalier.zoo.store.FolderStore;
import dev.espalier.zoo.store.Hashes;
import dev.espalier.zoo.store.HttpStore;
import dev.espalier.zoo.store.Store;
import dev.espalier.zoo.store.Versions;
import dev.espalier.zoo.store.ZipStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A model zoo: a folder, a zip or a web server with models that DJL loads.
 *
 * <p>Publishing writes a version whole or not at all, and never changes one that is there; several
 * processes may publish at once. Opening parses JSON and tensors within bounds, compares hashes,
 * and runs no code of what it opens.
 */
public final class Zoo {
  private final Store store;
  private final Path root;

  private Zoo(Store store, Path root) {
    this.store = store;
    this.root = root;
  }

  /** Gives the zoo in a folder, which is made with the first model. */
  public static Zoo at(Path folder) {
    Given.all("folder", folder);
    return new Zoo(new FolderStore(folder), folder);
  }

  /**
   * Gives the zoo in a folder, or in a zip of such a folder.
   *
   * @throws ZooException if there is neither
   */
  public static Zoo open(Path place) {
    Given.all("place", place);
    if (Files.isDirectory(place)) {
      return at(place);
    }
    if (Files.isRegularFile(place)) {
      return new Zoo(new ZipStore(place), place);
    }
    throw ZooException.of("zoo " + place, "place", "there is none", "a folder or a zip of one");
  }

  /**
   * Gives the zoo at an address: {@code file:} for a folder or a zip, {@code http:} or {@code
   * https:} for a web server.
   *
   * @throws ZooException if there is no zoo, or the address is of another kind
   */
  public static Zoo open(URI address) {
    Given.all("address", address);
    String scheme = String.valueOf(address.getScheme());
    return switch (scheme) {
      case "file" -> open(Path.of(address));
      case "http", "https" -> new Zoo(new HttpStore(address), Path.of(""));
      default ->
          throw ZooException.of(
              "zoo " + address,
              "address",
              "it is of kind '%s', needed file, http or https".formatted(scheme),
              "Path.of(...).toUri()");
    };
  }

  /**
   * Publishes what a run has trained.
   *
   * @param name the model's name: a letter, then letters, digits, '_' and '-'
   * @param settings fills the card, which says what is in the archive and on the model's page
   * @throws ZooException if the version exists, a layer cannot be exported, or the archive says
   *     something else than the trained networks
   */
  public Published publish(Run run, String name, UnaryOperator<Card> settings) {
    Given.all("run", run, "name", name, "settings", settings);
    try (Lifetime.Use use = run.outcome().networks().use("publish")) {
      Trained trained = Trained.of(run);
      ReferencePredictions witness =
          ReferencePredictions.of(run.outcome().networks(), run.recipe().data());
      return publish(trained, witness, name, settings);
    }
  }

  /**
   * Publishes a network with the values that it was given, such as those of another program.
   *
   * @param data some of what it is for: it says what the outputs stand for, the card says how well
   *     the network does on it, and its rows prove the archive
   * @param settings fills the card
   * @throws ZooException if the version exists, a layer cannot be exported, or the archive says
   *     something else than the network
   * @throws dev.espalier.data.problem.DataException if the data do not fit
   */
  public Published publish(
      PretrainedNetwork network, DataSet data, String name, UnaryOperator<Card> settings) {
    Given.all("network", network, "data", data, "name", name, "settings", settings);
    Trained trained = Trained.of(network, data);
    try (Lifetime.Use use = network.networks().use("publish")) {
      ReferencePredictions witness =
          ReferencePredictions.of(network.networks(), network.form(data).prepare(data));
      return publish(trained, witness, name, settings);
    }
  }

  Published publish(
      Trained trained, ReferencePredictions witness, String name, UnaryOperator<Card> settings) {
    if (!(store instanceof FolderStore)) {
      throw ZooException.of(
          "zoo " + store.place(), "publish", "it can only be read", "Zoo.at(folder)");
    }
    return new Publisher(
            root, name, trained, Given.result("settings", settings.apply(Card.blank())))
        .publish(witness);
  }

  /** Gives the names of the models, in alphabetical order. */
  public List<String> names() {
    return directory().names();
  }

  /**
   * Gives the versions of a model, newest first.
   *
   * @throws ZooException if there is no such model
   */
  public List<String> versions(String name) {
    Given.all("name", name);
    return index(name).versions();
  }

  /**
   * Opens the newest version of a model.
   *
   * @throws ZooException if there is no such model, or its files are not as they were published
   */
  public Loaded load(String name) {
    Given.all("name", name);
    return open(name, "");
  }

  /**
   * Opens a version of a model.
   *
   * @throws ZooException if there is no such model or version, or its files are not as they were
   *     published
   */
  public Loaded load(String name, String version) {
    Given.all("name", name, "version", version);
    Versions.require(version);
    return open(name, version);
  }

  /**
   * Compares the hash of every file of a version, also of those that only DJL reads.
   *
   * @return the names of the files
   * @throws ZooException if a file is missing, or is not as it was published
   */
  public List<String> verify(String name, String version) {
    Given.all("name", name, "version", version);
    Versions.require(version);
    Index.Release release = release(name, version);
    String folder = folder(name);
    for (String file : release.files().keySet()) {
      Index.Item item = item(name, release, file, Limits.TENSORS);
      Hashes.Sha256 hash =
          store.hash(folder + "/" + item.uri(), item.size()).orElseThrow(() -> missing(name, file));
      if (!hash.is(item.size(), item.sha256())) {
        throw changed(name, file);
      }
    }
    return List.copyOf(release.files().keySet());
  }

  private Index.Release release(String name, String version) {
    Index index = index(name);
    return index
        .release(version)
        .orElseThrow(
            () ->
                refused(name, "version " + version, "there is none", "one of " + index.versions()));
  }

  private Loaded open(String name, String version) {
    Index.Release release = release(name, version);
    String folder = folder(name);
    Index.Item described = item(name, release, ModelDocument.FILE, Limits.DOCUMENT);
    ModelDocument document = ModelDocument.read(file(folder, name, described));
    if (!document.name().equals(name)) {
      throw refused(
          name, ModelDocument.FILE, "it describes '" + document.name() + "'", "publishing again");
    }
    CheckedHierarchy checked = document.checked();
    Map<String, ParameterSpec> specs = Trained.specs(checked);
    Index.Item tensors = item(name, release, Publisher.TENSORS, Limits.TENSORS);
    TensorFile.requireSize(tensors.size(), specs, Publisher.TENSORS);
    Map<String, TensorData> values = new LinkedHashMap<>();
    TensorFile.read(file(folder, name, tensors), specs, Publisher.TENSORS)
        .forEach((path, parameter) -> values.put(path, parameter.data()));
    Optional<TableRecipe> recipe = Optional.empty();
    if (release.files().containsKey(TableDocument.FILE)) {
      Index.Item table = item(name, release, TableDocument.FILE, Limits.DOCUMENT);
      recipe =
          Optional.of(TableDocument.read(file(folder, name, table), checked, document.classes()));
    }
    TargetsDocument targets = TargetsDocument.NONE;
    if (release.files().containsKey(TargetsDocument.FILE)) {
      String first = document.readout().networks().get(0);
      targets =
          TargetsDocument.read(
              file(folder, name, item(name, release, TargetsDocument.FILE, Limits.DOCUMENT)),
              checked.network(first).orElseThrow().output());
    }
    targets.require(document.task());
    Optional<PictureRecipe> pictures = Optional.empty();
    if (release.files().containsKey(PictureDocument.FILE)) {
      Index.Item picture = item(name, release, PictureDocument.FILE, Limits.DOCUMENT);
      pictures = Optional.of(PictureDocument.read(file(folder, name, picture), checked));
    }
    return new Loaded(
        name,
        release.version(),
        checked,
        document.readout(),
        document.task(),
        document.classes(),
        document.normalization(),
        values,
        document.story(),
        recipe,
        targets.scaling(),
        pictures,
        targets.outputs());
  }

  private Index.Item item(String name, Index.Release release, String file, long most) {
    Index.Item item = release.files().get(file);
    if (item == null || item.size() > most) {
      throw refused(
          name,
          "file '" + file + "'",
          item == null
              ? "version " + release.version() + " has none"
              : "it has %s bytes, and %s are read at most".formatted(item.size(), most),
          "publishing again");
    }
    return item;
  }

  private byte[] file(String folder, String name, Index.Item item) {
    byte[] bytes =
        store
            .bytes(folder + "/" + item.uri(), item.size())
            .orElseThrow(() -> missing(name, item.name()));
    if (bytes.length != item.size() || !Hashes.sha256(bytes).equals(item.sha256())) {
      throw changed(name, item.name());
    }
    return bytes;
  }

  private Index index(String name) {
    String folder = folder(name);
    byte[] bytes =
        store
            .bytes(folder + "/" + Index.FILE, Limits.INDEX)
            .orElseThrow(() -> missing(name, Index.FILE));
    return Index.read(bytes, name);
  }

  private String folder(String name) {
    FileNames.requireModel(name);
    Directory directory = directory();
    return directory
        .folder(name)
        .orElseThrow(
            () ->
                refused(
                    name,
                    "zoo " + store.place(),
                    directory.models().isEmpty() ? "there is no model at all" : "there is none",
                    directory.models().isEmpty()
                        ? "a place with a file " + Directory.FILE
                        : "one of " + directory.names()));
  }

  private Directory directory() {
    return store
        .bytes(Directory.FILE, Limits.INDEX)
        .map(Directory::read)
        .orElseGet(Directory::empty);
  }

  private static ZooException missing(String name, String file) {
    return refused(name, "file '" + file + "'", "it is missing", "another copy of the zoo");
  }

  private static ZooException changed(String name, String file) {
    return refused(
        name,
        "file '" + file + "'",
        "its size or its hash is not the one that was published",
        "another copy of the zoo");
  }

  private static ZooException refused(String name, String where, String what, String advice) {
    return ZooException.of("model '" + name + "'", where, what, advice);
  }

  @Override
  public String toString() {
    return "zoo " + store.place();
  }
}
