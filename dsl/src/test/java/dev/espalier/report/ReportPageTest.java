package dev.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Spread;
import dev.espalier.report.chart.SpreadChart;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunLog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

final class ReportPageTest {

  @Test
  void pageIsWellFormedAndHoldsEveryPart() throws Exception {
    Document page = Xml.parse(MadeUp.report(20).html());

    assertThat(texts(page, "h2"))
        .containsExactly(
            "Result",
            "Networks",
            "Learning",
            "Guidance",
            "Stages",
            "Plan",
            "Recipe and environment",
            "Details");
    assertThat(texts(page, "figcaption"))
        .contains("Loss", "Validation scores", "Stage middle: its terms");
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(8);
  }

  @Test
  void pageNeedsNothingButItself() {
    String page = MadeUp.report(3).html();

    String names = page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");
    assertThat(names).doesNotContain("http:", "https:", "<script", "@import", "url(//");
  }

  @Test
  void pageEscapesTextsOfUsers() {
    String page = MadeUp.report(3).html();

    assertThat(page)
        .doesNotContain("<script>")
        .contains("&lt;script&gt;alert(5)&lt;/script&gt;")
        .contains("6 &amp; &quot;6&quot;")
        .contains("1 MiB &lt; 2 GiB");
  }

  @Test
  void everyIdOfThePageIsUnique() throws Exception {
    Chart chart = new SpreadChart("Loss", "x", List.of(new Spread("one", List.of(1.0, 2.0))));
    Report report = MadeUp.report(3).with(Section.of("More").chart(chart).chart(chart));

    List<String> ids = new ArrayList<>();
    NodeList all = Xml.parse(report.html()).getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i).getAttributes().getNamedItem("id") != null) {
        ids.add(all.item(i).getAttributes().getNamedItem("id").getNodeValue());
      }
    }

    assertThat(ids).hasSizeGreaterThan(10).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(RunLog.Ending.class)
  void pageWarnsOnlyOfATrainingThatWasCancelled(RunLog.Ending ending) {
    String page = MadeUp.report(new RunLog(List.of(), List.of(), ending), List.of()).html();

    assertThat(page.contains("class=\"badge warns\"")).isEqualTo(ending == RunLog.Ending.CANCELLED);
  }

  @Test
  void logWithoutStagesStillGivesEverything() throws Exception {
    Report report =
        MadeUp.report(new RunLog(List.of(), List.of(), RunLog.Ending.CANCELLED), List.of());

    assertThat(report.text()).startsWith("digits-sal by sal: cancelled in 0 s, 0 stages");
    assertThat(report.charts()).containsOnlyKeys("diagram");
    assertThat(report.tables()).containsOnlyKeys("plan", "recipe", "environment", "parameters");
    assertThat(texts(Xml.parse(report.html()), "h2")).doesNotContain("Learning", "Result");
    assertThat(report.epochs().rowCount()).isZero();
  }

  @Test
  void oneEpochIsAPoint() throws Exception {
    Report report = MadeUp.report(1);

    Document loss = Xml.parse(report.charts().getOrDefault("terms middle", ""));

    assertThat(loss.getElementsByTagName("ellipse").getLength()).isGreaterThanOrEqualTo(2);
    assertThat(Xml.parse(report.html())).isNotNull();
  }

  @Test
  void valuesThatAreNotFiniteAreShownAndNotDrawn() throws Exception {
    RunLog log = MadeUp.log(3);
    List<EpochRecord> epochs = new ArrayList<>(log.epochs());
    for (int i = 0; i < epochs.size(); i += 2) {
      EpochRecord epoch = epochs.get(i);
      Map<String, Double> terms = new LinkedHashMap<>(epoch.terms());
      terms.replaceAll((name, value) -> Double.NaN);
      Map<String, Double> validation = Map.of("loss", Double.POSITIVE_INFINITY);
      epochs.set(
          i,
          new EpochRecord(
              epoch.stage(),
              epoch.epoch(),
              1,
              0.1,
              terms,
              epoch.weights(),
              Map.of(),
              validation,
              1));
    }

    Report report =
        MadeUp.report(new RunLog(log.stages(), epochs, log.ending()), MadeUp.evaluations());

    assertThat(report.text()).contains("NaN", "Inf");
    assertThat(Xml.parse(report.html())).isNotNull();
    assertThat(report.charts().get("loss")).doesNotContain("NaN", "Infinity");
  }

  @Test
  void tenThousandEpochsMakeAPageOfBoundedSize() {
    String page = MadeUp.report(10_000).html();

    assertThat(page).contains("Epochs, 120 of 30000");
    assertThat(page.length()).isLessThan(600_000);
  }

  @Test
  void figuresCarryTheirImages() throws Exception {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    Figure figure = new Figure("Digits", List.of(image, image), List.of("input", "a \"guess\""));

    Document page = Xml.parse(MadeUp.report(1).with(Section.of("Pictures").figure(figure)).html());

    NodeList images = page.getElementsByTagName("img");
    assertThat(images.getLength()).isEqualTo(2);
    assertThat(images.item(1).getAttributes().getNamedItem("src").getNodeValue())
        .startsWith("data:image/png;base64,iVBOR");
    assertThat(texts(page, "figcaption")).contains("a \"guess\"");
  }

  @Test
  void pageAndTextNeedNoTablesaw() throws Exception {
    Class<?> alone = new WithoutTablesaw().loadClass(MadeUp.class.getName());
    Method shown = alone.getDeclaredMethod("shown", int.class);
    shown.setAccessible(true);

    assertThat(shown.invoke(null, 2)).asString().contains("digits-sal by sal", "<svg");
  }

  private static List<String> texts(Document page, String tag) {
    List<String> texts = new ArrayList<>();
    NodeList found = page.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  /** Loads the report's classes anew, in a world where Tablesaw does not exist. */
  private static final class WithoutTablesaw extends ClassLoader {
    WithoutTablesaw() {
      super(ReportPageTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("tech.tablesaw.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.espalier.report.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = stream.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
