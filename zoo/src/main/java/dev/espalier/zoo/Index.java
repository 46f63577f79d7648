package dev.espalier.zoo;

import dev.espalier.describe.problem.Problem;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Checksum;
import dev.espalier.zoo.store.FileNames;
import dev.espalier.zoo.store.Versions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A model's {@code metadata.json}, in the form that DJL reads, newest version first: DJL takes the
 * first.
 *
 * <p>DJL passes over what it does not know, so the file can carry a checksum.
 *
 * @param espalier the checksum
 * @param metadataVersion DJL's format
 * @param resourceType always {@code model}
 * @param groupId the group
 * @param artifactId the model's name
 * @param name the model's name
 * @param description one or two sentences
 * @param application the application's path
 * @param licenses the licence by its identifier
 * @param lastUpdated when the newest version was published
 * @param artifacts the versions, newest first
 */
record Index(
    Checksum espalier,
    String metadataVersion,
    String resourceType,
    String groupId,
    String artifactId,
    String name,
    String description,
    String application,
    Map<String, License> licenses,
    String lastUpdated,
    List<Release> artifacts) {
  static final String FILE = "metadata.json";

  /** What DJL unpacks into a folder beside the model, where it looks for a translator. */
  static final String LIBS = "libs.zip";

  static final String GROUP = "dev.espalier";

  /** Copies the collections in their order. */
  Index {
    licenses = Collections.unmodifiableMap(new LinkedHashMap<>(licenses));
    artifacts = List.copyOf(artifacts);
  }

  /**
   * A licence.
   *
   * @param name its name
   * @param url where it can be read
   */
  record License(String name, String url) {}

  /**
   * One version.
   *
   * @param version the version
   * @param snapshot always false
   * @param name the model's name
   * @param arguments what DJL's loader and translator are told
   * @param files the version's files by name
   */
  record Release(
      String version,
      boolean snapshot,
      String name,
      Map<String, String> arguments,
      Map<String, Item> files) {
    /** Copies the maps in their order. */
    Release {
      arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
      files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }
  }

  /**
   * One file.
   *
   * @param uri where it is, from the index on
   * @param name its name
   * @param size its bytes
   * @param sha1Hash the hash that DJL checks
   * @param sha256 the hash that Espalier checks
   */
  record Item(String uri, String name, long size, String sha1Hash, String sha256) {}

  /** Gives the folder, in its zoo, of the models of one application. */
  static String folder(String application) {
    return "model/" + application + "/" + GROUP.replace('.', '/') + "/";
  }

  /**
   * Gives a folder for a new model, with a group of its own: DJL keeps copies by group, name and
   * version, whatever zoo they are from, and would load the copy of another zoo's model.
   */
  static String newFolder(String application, String model) {
    String own = "m" + UUID.randomUUID().toString().substring(24);
    return folder(application) + own + "/" + model;
  }

  static Index of(
      String model,
      String folder,
      String application,
      Card card,
      String now,
      List<Release> releases) {
    int start = ("model/" + application + "/").length();
    String group = folder.substring(start, folder.length() - model.length() - 1);
    License license =
        new License(card.license(), "https://spdx.org/licenses/" + card.license() + ".html");
    List<Release> sorted = new ArrayList<>(releases);
    sorted.sort((a, b) -> Versions.ORDER.compare(b.version(), a.version()));
    return new Index(
        Checksum.open(),
        "0.2",
        "model",
        group.replace('/', '.'),
        model,
        model,
        card.description(),
        application,
        Map.of(card.license(), license),
        now,
        sorted);
  }

  /** Gives the file's bytes, sealed. */
  byte[] bytes() {
    return Checksum.close(this);
  }

  /**
   * Reads an index.
   *
   * @param model the model whose index it must be
   * @throws ZooException if it is not sealed, was changed, or names files outside its folder
   */
  static Index read(byte[] bytes, String model) {
    Index index = Checksum.read(bytes, Index.class, FILE);
    index.espalier.requireKnown(FILE);
    index.requireSound(model);
    return index;
  }

  /** Gives the newest version, or the one of a number. */
  Optional<Release> release(String version) {
    return artifacts.stream()
        .filter(release -> version.isEmpty() || release.version().equals(version))
        .findFirst();
  }

  /** Gives the versions, newest first. */
  List<String> versions() {
    return artifacts.stream().map(Release::version).toList();
  }

  private void requireSound(String model) {
    if (!artifactId.equals(model)) {
      throw refused(model, "it is the index of '" + artifactId + "'", "that name");
    }
    if (artifacts.isEmpty()) {
      throw refused(model, "it has no version", "publishing again");
    }
    Set<String> versions = new HashSet<>();
    for (Release release : artifacts) {
      String version = release.version();
      if (!Versions.fits(version) || !versions.add(version)) {
        throw refused(
            model,
            "its version '%s' is none, or is there twice".formatted(version),
            "publishing again");
      }
      release.files().forEach((key, item) -> requireInside(model, version, key, item));
    }
  }

  private static void requireInside(String model, String version, String key, Item item) {
    boolean inside =
        FileNames.isFile(key)
            && item.name().equals(unpacked(key))
            && item.uri().equals(version + "/" + key);
    if (!inside || item.size() < 0) {
      throw refused(
          model,
          "the file '%s' of %s bytes is not inside version %s"
              .formatted(item.uri(), item.size(), version),
          "publishing again");
    }
  }

  /** Gives what a file is called once DJL has unpacked it. */
  static String unpacked(String file) {
    return file.equals(LIBS) ? "libs" : file;
  }

  private static ZooException refused(String model, String what, String advice) {
    return new ZooException(
        "model '" + model + "'", List.of(new Problem("file '" + FILE + "'", what, advice)));
  }
}
