package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.TokenLayer;
import dev.espalier.data.Targets.Classes;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What other data become on their way to networks, or why they cannot. */
final class DataFormTest {
  private static final Classes KNOWN = Targets.classes("ash", "birch", "cedar");
  private static final DataSet TREES =
      data("trees", new double[][] {{1, 8}, {3, 2}, {5, 5}}, new int[] {0, 1, 2}, KNOWN);
  private static final DataForm FORM = DataForm.of(TREES);
  private static final DataForm NUMBERED =
      DataForm.of(Data.fromArrays("n", new double[][] {{1}, {2}, {3}}, new int[] {0, 1, 2}));
  private static final DataForm TOKENS =
      DataForm.of(Data.fromArrays("words", new double[][] {{0, 9}, {3, 4}}, new int[] {0, 1}))
          .tokens(Optional.of(new TokenLayer("reader.embed", 10)));

  private static DataSet data(String name, double[][] inputs, int[] labels, Classes classes) {
    return Data.fromArrays(name, inputs, labels, classes);
  }

  private static DataSet others(String... classes) {
    return data("others", new double[][] {{7, 7}, {8, 8}}, new int[] {0, 1}, classes(classes));
  }

  private static Classes classes(String... names) {
    return Targets.classes(names);
  }

  private static void refused(ThrowingCallable preparing, String... lines) {
    assertThatThrownBy(preparing)
        .isInstanceOf(DataException.class)
        .hasMessage(String.join("\n  ", lines));
  }

  @Test
  void findsClassesOfAnotherOrderByName() {
    DataSet prepared = FORM.prepare(others("cedar", "ash"));

    assertThat(prepared.labels()).containsExactly(2, 0);
    assertThat(prepared.targets().floats(0, 2)).containsExactly(2, 0);
    assertThat(prepared.kind()).isEqualTo(KNOWN);
    assertThat(prepared.classCounts()).containsEntry("birch", 0).containsEntry("cedar", 1);
    assertThat(FORM.note(others("cedar", "ash")))
        .contains(
            "data set 'others': its classes [cedar, ash] were found by name among"
                + " [ash, birch, cedar]; no row is of [birch]");
  }

  @Test
  void takesEqualClassesAsTheyAre() {
    assertThat(FORM.prepare(TREES)).isSameAs(TREES);
    assertThat(FORM.note(TREES)).isEmpty();
  }

  @Test
  void refusesAClassThatNobodyKnows() {
    refused(
        () -> FORM.prepare(others("oak", "ash")),
        "data for 'trees' has a problem:",
        "data set 'others': found the classes [oak, ash], needed those of [ash, birch, cedar];"
            + " there is no [oak]. Try only rows of these.");
  }

  @Test
  void refusesToGuessClassesThatAreOnlyNumbers() {
    DataSet two = Data.fromArrays("two", new double[][] {{1}, {2}}, new int[] {0, 1});
    DataSet named =
        Data.fromArrays("b", new double[][] {{1}, {2}}, new int[] {0, 1}, classes("1", "2"));

    refused(
        () -> NUMBERED.prepare(two),
        "data for 'n' has a problem:",
        "data set 'two': found the classes [0, 1], needed those of [0, 1, 2]; numbers alone do not"
            + " tell which is which. Try Targets.classes(3) for both, or classes with names.");
    refused(
        () -> NUMBERED.prepare(named),
        "data for 'n' has a problem:",
        "data set 'b': found the classes [1, 2], needed those of [0, 1, 2]; numbers alone do not"
            + " tell which is which. Try Targets.classes(3) for both, or classes with names.");
    assertThat(FORM.problems(two).get(1).advice())
        .isEqualTo("Targets.classes(...) with these names");
  }

  @Test
  void takesEqualNumbersWhetherTheyAreNamesOrNot() {
    Classes named = classes("0", "1", "2");
    DataSet same = Data.fromArrays("same", new double[][] {{1}}, new int[] {2}, named);

    assertThat(named).isEqualTo(Targets.classes(3)).hasSameHashCodeAs(Targets.classes(3));
    assertThat(NUMBERED.prepare(same).labels()).containsExactly(2);
  }

  @Test
  void refusesOtherWidthsAndOtherTargetsInOneMessage() {
    DataSet prices = Data.fromArrays("prices", new double[][] {{1}}, new double[] {2.5});

    refused(
        () -> FORM.prepare(prices),
        "data for 'trees' has 2 problems:",
        "data set 'prices': found rows of (1), needed (2) as 'trees' takes. Try the same features.",
        "data set 'prices': found values (1) as targets, needed 3 classes as 'trees' has."
            + " Try labels.");
    refused(
        () -> DataForm.of(prices).prepare(data("t", new double[][] {{1}}, new int[] {0}, KNOWN)),
        "data for 'prices' has a problem:",
        "data set 't': found 3 classes as targets, needed values (1) as 'prices' has."
            + " Try the values to predict.");
  }

  @Test
  void normalisesRawDataAndRecognisesWhatIsNormalised() {
    Normalization learned = Normalization.standardizing(TREES.inputs());
    DataSet normalized = TREES.normalized(learned);
    DataForm form = DataForm.of(normalized);

    assertThat(form.prepare(normalized)).isSameAs(normalized);
    assertThat(form.prepare(TREES).input(1)).isEqualTo(normalized.input(1));
    assertThat(form.prepare("sample", Sample.of(3, 2))).isEqualTo(normalized.input(1));
    assertThat(form.prepare("sample", normalized.input(1))).isEqualTo(normalized.input(1));
    assertThat(form.prepare("sample", learned.apply(Sample.of(3, 2))))
        .isEqualTo(normalized.input(1));
  }

  @Test
  void refusesAnotherNormalisation() {
    DataForm form = DataForm.of(new Split(TREES, TREES).standardized().train());
    DataSet other = new Split(TREES, TREES).scaledToUnit().test().named("unit");

    refused(
        () -> form.prepare(other),
        "data for 'trees' has a problem:",
        "data set 'unit': it is normalised in another way than 'trees' is."
            + " Try the raw values, which are normalised as 'trees' is.");
    assertThatThrownBy(() -> form.prepare("sample", other.input(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample: it is normalised in another way than 'trees' is."
                + " Try the raw values, which are normalised as 'trees' is.");
    refused(
        () -> FORM.prepare(other),
        "data for 'trees' has a problem:",
        "data set 'unit': it is normalised, and 'trees' is not. Try the raw values.");
  }

  @Test
  void refusesNormalisationsThatAreNoNumbers() {
    assertThatThrownBy(() -> new Normalization(List.of(0.0, Double.NaN), List.of(1.0, 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "normalization: the offset at 1 is NaN, needed a finite number."
                + " Try one learned on data.");
    assertThatThrownBy(() -> new Normalization(List.of(0.0), List.of(-0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of them 0");
  }

  @Test
  void refusesValuesThatNormalisationMakesInfinite() {
    Normalization tiny = new Normalization(List.of(0.0, 0.0), List.of(1.0, 1e-40));

    refused(
        () -> TREES.normalized(tiny),
        "data set 'trees' has 3 problems:",
        "row 0: the normalised input's value at 1 is 8.0E40, needed a finite number."
            + " Try dropping the row or filling the value in.",
        "row 1: the normalised input's value at 1 is 2.0E40, needed a finite number."
            + " Try dropping the row or filling the value in.",
        "row 2: the normalised input's value at 1 is 5.0E40, needed a finite number."
            + " Try dropping the row or filling the value in.");
  }

  @Test
  void refusesSamplesThatNoNetworkCouldTake() {
    assertThatThrownBy(() -> FORM.prepare("sample 3", Sample.of(1, Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample 3: the value at 1 is NaN, needed a finite number. Try filling the value in.");
    assertThatThrownBy(() -> FORM.prepare("sample", Sample.of(1, 1e300)))
        .hasMessage(
            "sample: the value at 1 is 1.0E300, needed a finite number. Try filling the value in.");
    assertThatThrownBy(() -> FORM.prepare("sample", Sample.of(Dims.of(1, 2), 1, 2)))
        .hasMessage(
            "sample: found shape (1 x 2), needed (2) as 'trees' takes."
                + " Try Sample.of(dims, values).");
  }

  @Test
  void refusesValuesThatAreNoTokens() {
    DataSet wrong =
        Data.fromArrays("w", new double[][] {{1, 10}, {-1, 2}, {9, 0.5}}, new int[] {0, 1, 1});

    refused(
        () -> TOKENS.prepare(wrong),
        "data for 'words' has 3 problems:",
        "data set 'w', row 0: the value at 1 is 10, and layer reader.embed needs a whole number"
            + " from 0 to 9. Try the number of a token, or a larger vocabulary.",
        "data set 'w', row 1: the value at 0 is -1, and layer reader.embed needs a whole number"
            + " from 0 to 9. Try the number of a token, or a larger vocabulary.",
        "data set 'w', row 2: the value at 1 is 0.5, and layer reader.embed needs a whole number"
            + " from 0 to 9. Try the number of a token, or a larger vocabulary.");
    assertThatThrownBy(() -> TOKENS.prepare("sample", Sample.of(2, 10)))
        .hasMessage(
            "sample: the value at 1 is 10, and layer reader.embed needs a whole number from 0 to 9."
                + " Try the number of a token, or a larger vocabulary.");
    assertThat(TOKENS.prepare("sample", Sample.of(0, 9)).doubles()).containsExactly(0, 9);
  }

  @Test
  void joinsDataOfTheSameForm() {
    DataSet both = TREES.and(others("cedar", "ash"));

    assertThat(both.labels()).containsExactly(0, 1, 2, 2, 0);
    refused(
        () -> TREES.and(TREES.normalized(Normalization.standardizing(TREES.inputs())).named("z")),
        "data for 'trees' has a problem:",
        "data set 'z': it is normalised, and 'trees' is not. Try the raw values.");
  }
}
