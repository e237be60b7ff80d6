/// An article of the sample shop.
package struct SampleProduct: Sendable, Hashable {
    package enum Category: String, Sendable, Hashable, CaseIterable {
        case coffee, tea, brewing, kitchen, tableware, gifts
    }

    package let sku: String
    package let name: String
    package let category: Category
    /// The retail price in hundredths, before it is brought to the decimals of the shop's currency.
    package let priceInHundredths: Int64
    /// How often it is bought beside the others.
    let popularity: Double
    /// Bought by the case by cafés and offices.
    let isWholesale: Bool
}

extension SampleProduct {
    /// Everything the shop sells.
    package static let catalogue = coffee + tea + brewing + kitchen + tableware + gifts

    private static let coffee = products(
        .coffee, prefix: "COF",
        [
            ("House Blend, 250 g", 950, 9, false), ("House Blend, 1 kg", 3200, 6, true),
            ("Espresso Nero, 250 g", 1050, 8, false), ("Espresso Nero, 1 kg", 3500, 7, true),
            ("Decaf Evening, 250 g", 1150, 4, false), ("Decaf Evening, 1 kg", 3800, 2, true),
            ("Ethiopia Yirgacheffe, 250 g", 1490, 6, false), ("Ethiopia Yirgacheffe, 1 kg", 4900, 3, true),
            ("Colombia Huila, 250 g", 1350, 5, false), ("Colombia Huila, 1 kg", 4450, 3, true),
            ("Guatemala Antigua, 250 g", 1390, 4, false), ("Kenya AA Nyeri, 250 g", 1690, 3, false),
            ("Sumatra Mandheling, 250 g", 1450, 3, false), ("Cold Brew Packs, 6 pieces", 1250, 3, false),
        ])

    private static let tea = products(
        .tea, prefix: "TEA",
        [
            ("English Breakfast, 100 g", 790, 6, false), ("English Breakfast, 1 kg", 4200, 3, true),
            ("Earl Grey, 100 g", 850, 6, false), ("Earl Grey, 1 kg", 4600, 2, true),
            ("Darjeeling First Flush, 100 g", 1690, 3, false), ("Assam Tippy, 100 g", 1190, 3, false),
            ("Sencha, 100 g", 1390, 4, false), ("Matcha, 30 g", 2490, 4, false),
            ("Jasmine Pearls, 100 g", 1850, 3, false),
            ("Rooibos Vanilla, 100 g", 750, 3, false), ("Peppermint, 50 g", 550, 3, false),
            ("Masala Chai, 100 g", 890, 4, true),
        ])

    private static let brewing = products(
        .brewing, prefix: "BRW",
        [
            ("French Press, 1 l", 3490, 4, false), ("Pour-over Dripper", 2290, 5, false),
            ("Paper Filters, 100 pieces", 690, 8, true), ("Stovetop Pot, 6 cups", 3990, 3, false),
            ("Hand Grinder", 7900, 3, false), ("Electric Burr Grinder", 16900, 2, false),
            ("Gooseneck Kettle", 6900, 3, false), ("Digital Scale", 3900, 3, false),
            ("Espresso Tamper", 2900, 2, false), ("Milk Frother", 3290, 3, false),
            ("Descaler, 500 ml", 1290, 4, true), ("Espresso Machine Piccolo", 44900, 0.7, false),
        ])

    private static let kitchen = products(
        .kitchen, prefix: "KIT",
        [
            ("Airtight Canister, 1 l", 2190, 4, false), ("Measuring Spoons", 1190, 3, false),
            ("Linen Tea Towels, pair", 1690, 4, false), ("Beechwood Spoon Set", 1490, 3, false),
            ("Enamel Bread Tin", 3690, 2, false), ("Chef's Knife, 20 cm", 8900, 1.5, false),
            ("Cast-iron Pan, 26 cm", 5900, 2, false), ("Honey, 500 g", 990, 4, false),
            ("Almond Cantuccini, 250 g", 690, 5, true), ("Brown Sugar Cubes, 1 kg", 490, 4, true),
        ])

    private static let tableware = products(
        .tableware, prefix: "TAB",
        [
            ("Espresso Cups, set of 4", 2890, 4, true), ("Cappuccino Cups, set of 4", 3490, 4, true),
            ("Stoneware Mug", 1590, 6, false), ("Glass Teapot, 1.2 l", 3290, 3, false),
            ("Cast-iron Teapot, 0.8 l", 6490, 1.5, false), ("Travel Cup, 350 ml", 2490, 5, false),
            ("Porcelain Plates, set of 4", 4990, 2, false), ("Latte Glasses, set of 6", 2990, 3, true),
        ])

    private static let gifts = products(
        .gifts, prefix: "GIF",
        [
            ("Tasting Box Coffee", 2990, 4, false), ("Tasting Box Tea", 2790, 4, false),
            ("Barista Starter Set", 8900, 2, false), ("Breakfast Hamper", 5900, 2, false),
            ("Advent Calendar", 4490, 2, false),
        ])

    private static func products(
        _ category: Category, prefix: String,
        _ rows: [(name: String, priceInHundredths: Int64, popularity: Double, isWholesale: Bool)]
    ) -> [SampleProduct] {
        rows.enumerated().map { index, row in
            SampleProduct(
                sku: "\(prefix)-\(101 + index)", name: row.name, category: category,
                priceInHundredths: row.priceInHundredths, popularity: row.popularity, isWholesale: row.isWholesale)
        }
    }
}
