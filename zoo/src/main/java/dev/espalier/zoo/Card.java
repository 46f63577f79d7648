package dev.espalier.zoo;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.Readout;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import dev.espalier.zoo.store.Versions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is said of a published model, and what goes into its archive; a persistent value, so every
 * call returns a new one.
 *
 * @param choices what is on it; each but the notes is given at most once
 */
public record Card(Choices choices) {
  private static final Pattern LICENSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]*");

  private static final Setting<String> VERSION = new Setting<>("the version", "");
  private static final Setting<String> DESCRIPTION = new Setting<>("the description", "");
  private static final Setting<String> AUTHOR = new Setting<>("the author", "");
  private static final Setting<String> IDENTIFIER = new Setting<>("the license", "NOASSERTION");
  private static final Setting<List<String>> NOTES = new Setting<>("notes", List.of());
  private static final Setting<List<String>> NETWORKS = new Setting<>("networks", List.of());
  private static final Setting<Boolean> PROBABILITIES =
      new Setting<>("what the archive gives", true);
  private static final Setting<Boolean> RAW = new Setting<>("what the archive takes", true);
  private static final Setting<Pixels> PIXELS = new Setting<>("pixels", new Pixels(0, 1));
  private static final Setting<Boolean> ONNX = new Setting<>("withOnnx", false);

  /** The data's values of a black and of a white pixel. */
  private record Pixels(double black, double white) {
    @Override
    public String toString() {
      return "(" + black + ", " + white + ")";
    }
  }

  /** Refuses a licence that is no identifier, and a black that is not below white. */
  public Card {
    Given.all("choices", choices);
    String license = choices.get(IDENTIFIER);
    if (!LICENSE.matcher(license).matches()) {
      throw new IllegalArgumentException(
          "license '%s': needed an SPDX identifier. Try Apache-2.0.".formatted(license));
    }
    double black = choices.get(PIXELS).black();
    double white = choices.get(PIXELS).white();
    if (!(white > black) || !Double.isFinite(white - black)) {
      throw new IllegalArgumentException(
          "pixels(%s, %s): white must be above black. Try pixels(0, 255).".formatted(black, white));
    }
  }

  /** Gives a card with nothing on it but the defaults. */
  public static Card blank() {
    return new Card(Choices.of("card"));
  }

  /** Gives this card with a version, such as {@code 1.2.0}; default is the next free one. */
  public Card version(String value) {
    Given.all("value", value);
    Versions.require(value);
    return new Card(choices.with(VERSION, value, "'" + value + "'"));
  }

  /** Gives this card with a description, one or two sentences; default none. */
  public Card description(String value) {
    Given.all("value", value);
    return new Card(choices.with(DESCRIPTION, value, "'" + value + "'"));
  }

  /** Gives this card with who answers for the model; default nobody. */
  public Card author(String value) {
    Given.all("value", value);
    return new Card(choices.with(AUTHOR, value, "'" + value + "'"));
  }

  /**
   * Gives this card with a licence, as an SPDX identifier such as {@code Apache-2.0}; default
   * {@code NOASSERTION}.
   */
  public Card license(String value) {
    Given.all("value", value);
    return new Card(choices.with(IDENTIFIER, value, "'" + value + "'"));
  }

  /** Gives this card with one more note about use or limits. */
  public Card note(String value) {
    Given.all("value", value);
    return new Card(choices.plus(NOTES, value));
  }

  /** Gives this card for other networks than those that the run predicts with. */
  public Card networks(String... names) {
    Given.all("names", names);
    return new Card(choices.with(NETWORKS, List.of(names)));
  }

  /** Gives this card for an archive that ends with the network's own output, without a softmax. */
  public Card logits() {
    return new Card(choices.with(PROBABILITIES, false, "logits"));
  }

  /** Gives this card for an archive that takes inputs that are already normalised. */
  public Card normalizedInputs() {
    return new Card(choices.with(RAW, false, "normalised inputs"));
  }

  /**
   * Gives this card with the data's values of black and white; an image model's archive takes 0 for
   * black and 1 for white, as DJL's translators give them.
   */
  public Card pixels(double black, double white) {
    return new Card(choices.with(PIXELS, new Pixels(black, white)));
  }

  /** Gives this card with an ONNX file beside the archive. */
  public Card withOnnx() {
    return new Card(choices.with(ONNX, true));
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
        probabilities() && trained.scores() && readout.single(),
        rawInputs(),
        black(),
        white());
  }

  /** Gives the version; empty for the next free one. */
  String version() {
    return choices.get(VERSION);
  }

  /** Gives one or two sentences about the model, or none. */
  String description() {
    return choices.get(DESCRIPTION);
  }

  /** Gives who answers for it, or nobody. */
  String author() {
    return choices.get(AUTHOR);
  }

  /** Gives the licence's SPDX identifier. */
  String license() {
    return choices.get(IDENTIFIER);
  }

  /** Gives sentences about use and limits. */
  List<String> notes() {
    return choices.get(NOTES);
  }

  /** Gives the networks whose outputs are summed; none for what the run predicts with. */
  List<String> networks() {
    return choices.get(NETWORKS);
  }

  /** Says whether the archive gives probabilities of classes. */
  boolean probabilities() {
    return choices.get(PROBABILITIES);
  }

  /** Says whether the archive normalises by itself what it is given. */
  boolean rawInputs() {
    return choices.get(RAW);
  }

  /** Gives the data's value of a black pixel. */
  double black() {
    return choices.get(PIXELS).black();
  }

  /** Gives the data's value of a white pixel. */
  double white() {
    return choices.get(PIXELS).white();
  }

  /** Says whether an ONNX file is written too. */
  boolean onnx() {
    return choices.get(ONNX);
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
