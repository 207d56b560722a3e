package sample

import "strings"

// culture is a people's common names. Behind a bar stands how a name is spelled
// in an address, where leaving out accents is not enough.
type culture struct{ first, last []string }

var cultures = []culture{
	{split("Alice, Benjamin, Charlotte, Daniel, Emily, George, Hannah, Isaac, Jessica, Liam, Megan, Nathan, Olivia, Ruth, Samuel, Thomas"),
		split("Adams, Baker, Bennett, Carter, Clarke, Evans, Foster, Hughes, Johnson, Mitchell, O'Connor, Parker, Reed, Smith, Turner, Walker")},
	{split("Anna, Björn, Charlotte, Dieter, Eva, Felix, Greta, Hannes, Jörg, Käthe, Lukas, Maren, Nele, Sören, Ulrike, Wolfgang"),
		split("Bauer, Becker, Fischer, Groß, Hoffmann, Jäger, Köhler, Krüger, Müller, Neumann, Richter, Schäfer, Schmidt, Schröder, Weiß, Zimmermann")},
	{split("Amélie, Benoît, Chloé, Émile, François, Geneviève, Hélène, Jérôme, Léa, Mathieu, Noémie, Raphaël, Solène, Théo, Zoé, Gaëlle"),
		split("Bernard, Chevalier, Dubois, Durand, Fournier, Garnier, Lefèvre, Leroy, Martin, Mercier, Moreau, Noël, Petit, Rousseau, Thévenet, Vasseur")},
	{split("Alejandro, Begoña, Carmen, Diego, Elena, Íñigo, Javier, José María, Lucía, Martín, Nuria, Óscar, Pilar, Rocío, Sofía, Tomás"),
		split("Álvarez, Castaño, Fernández, García, Gómez, Hernández, Jiménez, López, Martínez, Muñoz, Núñez, Peña, Rodríguez, Ruiz, Sánchez, Vázquez")},
	{split("Afonso, Beatriz, Conceição, Duarte, Francisca, Gonçalo, Inês, João, Leonor, Luís, Mariana, Nuno, Rui, Sebastião, Tânia, Vitória"),
		split("Almeida, Araújo, Assunção, Carvalho, Costa, Ferreira, Gonçalves, Lourenço, Magalhães, Oliveira, Pereira, Ribeiro, Santos, Silva, Sousa, Tavares")},
	{split("Alessandra, Bruno, Chiara, Davide, Elisa, Fabio, Giulia, Lorenzo, Marco, Niccolò, Paola, Roberto, Sara, Stefano, Valentina, Vito"),
		split("Bianchi, Colombo, Conti, De Luca, Esposito, Ferrari, Fontana, Gallo, Greco, Lombardi, Mancini, Marino, Ricci, Romano, Rossi, Russo")},
	{split("Agnieszka, Bartłomiej, Elżbieta, Grzegorz, Jadwiga, Kacper, Łukasz, Małgorzata, Michał, Paweł, Rafał, Stanisław, Wojciech, Zofia, Zbigniew, Żaneta"),
		split("Dąbrowski, Jabłoński, Kaczmarek, Kamiński, Kowalczyk, Król, Lewandowski, Mazur, Nowak, Piątek, Sikora, Wąsik, Wójcik, Wróbel, Zając, Zieliński")},
	{split("Adéla, Bohumil, Dušan, Eliška, Hynek, Jiří, Kateřina, Kryštof, Lenka, Matěj, Ondřej, Radka, Šárka, Tomáš, Václav, Zdeněk"),
		split("Beneš, Černý, Dvořák, Fiala, Hájek, Horák, Jelínek, Kolář, Kučera, Marek, Němec, Novotný, Růžička, Sedláček, Svoboda, Veselý")},
	{split("Anders, Åsa, Bjørn, Elin, Freja, Gunnar, Håkon, Ingrid, Jørgen, Kirsten, Lærke, Magnus, Øyvind, Sigrid, Søren, Þórdís"),
		split("Åkesson, Bergström, Dahl, Eriksson, Haugen, Hansen, Johansson, Kjær, Lindqvist, Nilsson, Nørgaard, Olsen, Sjögren, Solberg, Sørensen, Østby")},
	{split("Ayşe, Burak, Çağla, Deniz, Elif, Gökhan, Hüseyin, Işıl, İbrahim, Kübra, Mehmet, Özge, Şebnem, Tuğba, Ümit, Yiğit"),
		split("Aksoy, Aydın, Çelik, Demir, Doğan, Erdoğan, Güneş, Kaya, Kılıç, Koç, Öztürk, Polat, Şahin, Yıldız, Yılmaz, Yüksel")},
	{split("Ánh, Bảo, Cường, Diễm, Đức, Giang, Hạnh, Hương, Khánh, Linh, Minh, Ngọc, Phương, Quỳnh, Thảo, Tuấn"),
		split("Bùi, Đặng, Đinh, Đỗ, Dương, Hoàng, Huỳnh, Lê, Lý, Nguyễn, Ngô, Phạm, Phan, Trần, Trương, Võ")},
	{split("Adébáyò, Adaeze, Chinedu, Ebele, Fọláṣadé, Ifeoma, Kẹ́hìndé, Kwame, Ngozi, Nneka, Obinna, Olúṣẹ́gun, Sadé, Táíwò, Uche, Yétúndé"),
		split("Abiọ́lá, Achebe, Adéyẹmí, Balógun, Eze, Ìbíkúnlé, Mensah, Nwosu, Obi, Okafor, Okonkwo, Olúwọlé, Owusu, Ṣóyínká, Umeh, Uzoma")},
	{split("Αλέξανδρος|alexandros, Βασιλική|vasiliki, Γιώργος|giorgos, Δήμητρα|dimitra, Ελένη|eleni, Ζωή|zoi, Ηλίας|ilias, Κατερίνα|katerina, Μαρία|maria, Νίκος|nikos, Σοφία|sofia, Χρήστος|christos"),
		split("Αγγελόπουλος|angelopoulos, Βλάχος|vlachos, Γεωργίου|georgiou, Δημητρίου|dimitriou, Ιωάννου|ioannou, Καραγιάννης|karagiannis, Λάμπρου|lamprou, Μακρής|makris, Νικολάου|nikolaou, Οικονόμου|oikonomou, Παπαδάκης|papadakis, Σταύρου|stavrou")},
	{split("Андрій|andrii, Богдан|bohdan, Валентина|valentyna, Галина|halyna, Дарина|daryna, Євген|yevhen, Ірина|iryna, Катерина|kateryna, Микола|mykola, Наталія|nataliia, Оксана|oksana, Тарас|taras"),
		split("Бондаренко|bondarenko, Гончар|honchar, Іваненко|ivanenko, Коваль|koval, Кравець|kravets, Лисенко|lysenko, Мельник|melnyk, Олійник|oliinyk, Петренко|petrenko, Савченко|savchenko, Ткаченко|tkachenko, Шевчук|shevchuk")},
	{split("伟|wei, 芳|fang, 娜|na, 敏|min, 静|jing, 秀英|xiuying, 磊|lei, 洋|yang, 艳|yan, 勇|yong, 明|ming, 婷婷|tingting"),
		split("陈|chen, 黄|huang, 李|li, 林|lin, 刘|liu, 孙|sun, 王|wang, 吴|wu, 徐|xu, 杨|yang, 张|zhang, 赵|zhao")},
	{split("さくら|sakura, 陽菜|hina, 結衣|yui, 美咲|misaki, 葵|aoi, 翔太|shota, 大輔|daisuke, 健一|kenichi, 拓海|takumi, 直樹|naoki, 真由美|mayumi, 恵子|keiko"),
		split("伊藤|ito, 加藤|kato, 小林|kobayashi, 佐藤|sato, 鈴木|suzuki, 高橋|takahashi, 田中|tanaka, 中村|nakamura, 山口|yamaguchi, 山田|yamada, 吉田|yoshida, 渡辺|watanabe")},
	{split("민준|minjun, 서연|seoyeon, 지우|jiwoo, 하은|haeun, 도윤|doyun, 수빈|subin, 예준|yejun, 지민|jimin, 현우|hyunwoo, 은지|eunji"),
		split("강|kang, 김|kim, 박|park, 서|seo, 신|shin, 오|oh, 윤|yoon, 이|lee, 정|jung, 최|choi")},
	{split("أحمد|ahmad, أمينة|amina, حسن|hassan, خالد|khalid, زينب|zaynab, سارة|sara, فاطمة|fatima, كريم|karim, ليلى|layla, محمد|muhammad, مريم|maryam, نور|nur"),
		split("الأحمد|alahmad, البغدادي|albaghdadi, حداد|haddad, خوري|khoury, داود|dawud, السيد|alsayyid, صالح|salih, عثمان|uthman, فارس|faris, قاسم|qasim, منصور|mansur, ناصر|nasir")},
	{split("आरव|aarav, अनन्या|ananya, दीपिका|deepika, ईशान|ishaan, कविता|kavita, मीरा|meera, नेहा|neha, प्रिया|priya, राहुल|rahul, रोहन|rohan, संजय|sanjay, विक्रम|vikram"),
		split("अग्रवाल|agarwal, चौधरी|chaudhary, गुप्ता|gupta, जोशी|joshi, खन्ना|khanna, कुमार|kumar, मेहता|mehta, मिश्रा|mishra, नायर|nair, पटेल|patel, शर्मा|sharma, सिंह|singh")},
	{split("אורי|uri, איתן|eitan, דניאל|daniel, יעל|yael, מיכל|michal, נועה|noa, רבקה|rivka, שירה|shira, תמר|tamar, יונתן|yonatan"),
		split("אברהם|avraham, ביטון|biton, גולן|golan, כהן|cohen, לוי|levi, מזרחי|mizrahi, פרץ|peretz, שלום|shalom, שפירא|shapira, גבאי|gabbay")},
}

var mailDomains = split("northwind-it.example, bluepeak.example, clearwater-msp.example, fjordnett.example, hexagon-support.example, itservice-sued.example, " +
	"kestrel.example, lighthouse-it.example, nimbus.example, opal-systems.example, praxis-edv.example, quartz.example, redwood-it.example, " +
	"sakura-tech.example, servicios-rio.example, sierra-helpdesk.example, tidewater.example, umbra.example, vistula.example, zephyr-it.example")

// Parts of an organization's name: "Öland Timber AB".
var (
	companyStems = split("Acorn, Alder, Álamo, Amber, Anchor, Arctic, Aurora, Azure, Bay Street, Beacon, Birch, Blue Heron, Bohemia, Boréal, Bright, Cairn, Canyon, " +
		"Cedar, Château, Cobalt, Copper, Coral, Córdoba, Crescent, Danube, Delta, Dolomiti, Dune, Echo, Elm, Ember, Evergreen, Falcon, Fern, Fjord, Flint, Foothill, " +
		"Garnet, Glacier, Granite, Grove, Gull, Harbour, Hazel, Heron, Highland, Île Verte, Indigo, Iron, Ivory, Jade, Juniper, Kite, Kraków, Lagoon, Larch, Lark, " +
		"Laurel, Lotus, Lumen, Lynx, Magnolia, Maple, Marigold, Meadow, Meridian, Midland, Mistral, Moor, Mosel, Nordlicht, Oak, Öland, Olive, Onyx, Orchard, Osprey, " +
		"Otter, Pacific, Pearl, Pine, Polar, Poppy, Prairie, Quarry, Raven, Red Kite, Reed, Rhône, River, Robin, Saffron, Sage, Salt, São Bento, Sequoia, Sierra, Silver, " +
		"Slate, Sparrow, Spruce, Sterling, Summit, Swift, Tamarind, Thistle, Timber, Topaz, Tundra, Valley, Vale, Verde, Walnut, Waratah, Willow, Wren, Yarrow, Zürich")
	companyTrades = split("Accounting, Agency, Analytics, Architects, Bakery, Biotech, Books, Brewery, Builders, Care, Catering, Ceramics, Clinic, Coffee, Construction, Consulting, " +
		"Couriers, Dairy, Dental, Design, Diagnostics, Distribution, Electric, Energy, Engineering, Events, Farms, Film, Fitness, Foods, Foundry, Freight, Furniture, " +
		"Gardens, Glass, Health, Hotels, Instruments, Insurance, Interiors, Kitchens, Labs, Law, Learning, Lighting, Logistics, Machinery, Marine, Media, Metals, Mills, " +
		"Motors, Museum, Music, Optics, Outdoor, Packaging, Paper, Pharmacy, Plastics, Press, Printing, Properties, Rail, Recycling, Research, Robotics, Schools, Security, " +
		"Shipping, Software, Solar, Sports, Studio, Surveyors, Textiles, Theatre, Timber, Tools, Toys, Travel, Veterinary, Wines")
	companyForms = append(split("AB, A/S, B.V., GmbH, Inc., K.K., LLC, Ltd, Oy, Pty Ltd, S.A., S.r.l., s.r.o."), "", "", "")
)

func split(names string) []string { return strings.Split(names, ", ") }
