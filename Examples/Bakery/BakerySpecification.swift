import Gherkin
import GherkinCommandLine

/// A specification in English, of something that is no radio: `Bakery Examples/Bakery` runs it.
///
/// The command has the options of `gherkin-run`. `Bakery mutate Examples/Bakery` shows that the outcomes can fail.
@main
struct BakerySpecification: GherkinMain {
    static let language = ReportLanguage.english

    static let library = StepLibrary(makeWorld: Bakery.init) {
        Given("the shop has {int} loaves at {float} each") { (bakery, loaves: Int, price: Double) in
            await bakery.open(loaves: loaves, price: price)
        }
        When("a customer buys {int} loaves") { (bakery, count: Int) in
            await bakery.sell(count)
        }
        Then(
            "{int} loaves are left", proof: "the shelf, counted",
            sabotages: [.init("a thief takes a loaf", at: .beforeStep) { bakery in await bakery.lose(1) }]
        ) { (bakery, check, expected: Int) in
            try check("loaves on the shelf", await bakery.loaves, .equals(expected))
        }
        Then(
            "the till holds {float}", proof: "the till, counted",
            sabotages: [.init("loaves are free") { bakery in await bakery.forgetPrices() }]
        ) { (bakery, check, expected: Double) in
            try check("money in the till", await bakery.till, .approximately(expected, tolerance: 0.001))
        }
    }
}

/// The world of one scenario.
actor Bakery {
    private(set) var loaves = 0
    private(set) var till = 0.0
    private var price = 0.0
    private var isFree = false

    init(_ scenario: ScenarioContext) {}

    func open(loaves: Int, price: Double) {
        self.loaves = loaves
        self.price = isFree ? 0 : price
    }

    func sell(_ count: Int) {
        loaves -= count
        till += Double(count) * price
    }

    func lose(_ count: Int) {
        loaves -= count
    }

    func forgetPrices() {
        isFree = true
    }
}
