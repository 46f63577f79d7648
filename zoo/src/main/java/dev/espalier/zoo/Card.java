package dev.espalier.zoo;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.train.plan.Readout;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is said of a published model, and what goes into its archive; a persistent value, so every
 * call returns a new one.
 *
 * @param version the version; empty for the next free one
 * @param description one or two sentences about the model; default empty
 * @param author who answers for it; default empty
 * @param license the licence's SPDX identifier; default {@code NOASSERTION}
 * @param notes sentences about use and limits
 * @param networks the networks whose outputs are summed; empty for what the run predicts with
 * @param probabilities whether the archive gives probabilities of classes; default true
 * @param rawInputs whether the archive normalises by itself what it is given; default true
 * @param black the data's value of a black pixel; default 0
 * @param white the data's value of a white pixel; default 1
 * @param onnx whether an ONNX file is written too; default false
 */
public record Card(
    String version,
    String description,
    String author,
    String license,
    List<String> notes,
    List<String> networks,
    boolean probabilities,
    boolean rawInputs,
    double black,
    double white,
    boolean onnx) {
  private static final Pattern LICENSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]*");

  /** Copies the notes; refuses a licence that is no identifier, and equal black and white. */
  public Card {
    Given.all(
        "version",
        version,
        "description",
        description,
        "author",
        author,
        "license",
        license,
        "notes",
        notes,
        "networks",
        networks);
    notes = List.copyOf(notes);
    networks = List.copyOf(networks);
    if (!LICENSE.matcher(license).matches()) {
      throw new IllegalArgumentException(
          "license '%s': needed an SPDX identifier. Try Apache-2.0.".formatted(license));
    }
    if (!(white > black) || !Double.isFinite(white - black)) {
      throw new IllegalArgumentException(
          "pixels(%s, %s): white must be above black. Try pixels(0, 255).".formatted(black, white));
    }
  }

  /** Gives a card with nothing on it but the defaults. */
  public static Card blank() {
    return new Card("", "", "", "NOASSERTION", List.of(), List.of(), true, true, 0, 1, false);
  }

  /** Gives this card with a version, such as {@code 1.2.0}; default is the next free one. */
  public Card version(String value) {
    Given.all("value", value);
    Versions.require(value);
    return with(value, description, author, license, notes, networks);
  }

  /** Gives this card with a description, one or two sentences. */
  public Card description(String value) {
    return with(version, value, author, license, notes, networks);
  }

  /** Gives this card with an author. */
  public Card author(String value) {
    return with(version, description, value, license, notes, networks);
  }

  /** Gives this card with a licence, as an SPDX identifier such as {@code Apache-2.0}. */
  public Card license(String value) {
    return with(version, description, author, value, notes, networks);
  }

  /** Gives this card with one more note about use or limits. */
  public Card note(String value) {
    List<String> more = new ArrayList<>(notes);
    more.add(value);
    return with(version, description, author, license, more, networks);
  }

  /** Gives this card for other networks than those that the run predicts with. */
  public Card networks(String... names) {
    Given.all("names", names);
    return with(version, description, author, license, notes, List.of(names));
  }

  /** Gives this card for an archive that ends with the network's own output, without a softmax. */
  public Card logits() {
    return with(false, rawInputs, black, white, onnx);
  }

  /** Gives this card for an archive that takes inputs that are already normalised. */
  public Card normalizedInputs() {
    return with(probabilities, false, black, white, onnx);
  }

  /**
   * Gives this card with the data's values of black and white; an image model's archive takes 0 for
   * black and 1 for white, as DJL's translators give them.
   */
  public Card pixels(double black, double white) {
    return with(probabilities, rawInputs, black, white, onnx);
  }

  /** Gives this card with an ONNX file beside the archive. */
  public Card withOnnx() {
    return with(probabilities, rawInputs, black, white, true);
  }

  /**
   * Gives what of a hierarchy goes into the graph.
   *
   * @throws ZooException if this asks for a network that there is not
   */
  Export export(Trained trained) {
    Readout readout = networks().isEmpty() ? trained.readout() : new Readout(networks());
    for (String network : readout.networks()) {
      if (trained.checked().network(network).isEmpty()) {
        throw ZooException.of(
            "hierarchy '" + trained.checked().name() + "'",
            "network " + network,
            "there is none of that name",
            "one of " + trained.checked().networks().stream().map(CheckedNetwork::name).toList());
      }
    }
    return new Export(
        readout,
        probabilities() && trained.classifies() && readout.single(),
        rawInputs(),
        black(),
        white());
  }

  private Card with(
      String version,
      String description,
      String author,
      String license,
      List<String> notes,
      List<String> networks) {
    return new Card(
        version,
        description,
        author,
        license,
        notes,
        networks,
        probabilities,
        rawInputs,
        black,
        white,
        onnx);
  }

  private Card with(
      boolean probabilities, boolean rawInputs, double black, double white, boolean onnx) {
    return new Card(
        version,
        description,
        author,
        license,
        notes,
        networks,
        probabilities,
        rawInputs,
        black,
        white,
        onnx);
  }
}
