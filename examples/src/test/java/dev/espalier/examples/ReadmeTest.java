package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
  @Test
  void everyBlockIsARegionOfTheContract() {
    List<String> blocks = Readme.blocks();

    assertThat(blocks.subList(1, blocks.size())).isEqualTo(Readme.regions());
  }

  @Test
  void ownDataTakesTenLinesForATableAndForPictures() {
    assertThat(Readme.all()).containsAll(Readme.ownData());
    assertThat(Readme.ownData()).hasSize(2).allMatch(block -> block.lines().count() <= 10);
  }

  @Test
  void theFirstBlockIsTheContractsImports() {
    List<String> imports = Readme.blocks().get(0).lines().toList();

    assertThat(imports).isNotEmpty().allMatch(line -> line.startsWith("import "));
    assertThat(Readme.contract().lines()).containsAll(imports);
  }
}
