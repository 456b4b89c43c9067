//! The places of the address library: `Province: City, City; Province: …` by country.
//!
//! The names are public geography in the spelling style of the web form; the real library has many
//! more cities, which is why every province also offers [`CITY_OTHER`].

/// What stands in for a place that the library does not list.
pub(in super::super) const CITY_OTHER: &str = "Other";

/// Destinations whose provinces and cities are not listed.
pub(super) const OTHER_COUNTRIES: &[&str] = &[
    "AE", "AR", "BE", "BG", "CH", "CL", "CN", "CO", "CZ", "DK", "DZ", "EE", "FI", "GR", "HR", "HU",
    "IE", "IL", "IN", "IS", "JP", "KZ", "LT", "LU", "LV", "MA", "MT", "MY", "NO", "NZ", "PE", "PH",
    "PT", "RO", "SE", "SG", "SI", "SK", "SRB", "TH", "TR", "UA", "ZA",
];

pub(super) const COUNTRIES: &[(&str, &str)] = &[
    ("US", US),
    ("UK", UK),
    ("DE", DE),
    ("FR", FR),
    ("ES", ES),
    ("BR", BR),
    ("CA", CA),
    ("AU", AU),
    ("NL", NL),
    ("IT", IT),
    ("PL", PL),
    ("MX", MX),
    ("KR", KR),
    ("SA", SA),
    ("VN", VN),
    ("AT", AT),
];

const US: &str = "Alabama:Birmingham,Huntsville,Mobile; Alaska:Anchorage,Juneau; Arizona:Phoenix,Tucson,Mesa,Scottsdale; \
Arkansas:Little Rock,Fayetteville; California:Los Angeles,San Francisco,San Diego,San Jose,Sacramento,Oakland,Irvine; \
Colorado:Denver,Boulder,Colorado Springs; Connecticut:Hartford,New Haven,Stamford; Delaware:Wilmington,Dover; \
District of Columbia:Washington; Florida:Miami,Orlando,Tampa,Jacksonville; Georgia:Atlanta,Savannah,Augusta; \
Hawaii:Honolulu,Hilo; Idaho:Boise,Meridian; Illinois:Chicago,Springfield,Naperville; Indiana:Indianapolis,Fort Wayne; \
Iowa:Des Moines,Iowa City; Kansas:Wichita,Overland Park; Kentucky:Louisville,Lexington; Louisiana:New Orleans,Baton Rouge; \
Maine:Portland,Bangor; Maryland:Baltimore,Annapolis; Massachusetts:Boston,Cambridge,Worcester; Michigan:Detroit,Ann Arbor,Grand Rapids; \
Minnesota:Minneapolis,Saint Paul,Duluth; Mississippi:Jackson,Gulfport; Missouri:Kansas City,Saint Louis; Montana:Billings,Missoula; \
Nebraska:Omaha,Lincoln; Nevada:Las Vegas,Reno; New Hampshire:Manchester,Concord; New Jersey:Newark,Jersey City,Vineland,Princeton; \
New Mexico:Albuquerque,Santa Fe; New York:New York,Brooklyn,Buffalo,Albany,Rochester; North Carolina:Charlotte,Raleigh,Durham; \
North Dakota:Fargo,Bismarck; Ohio:Columbus,Cleveland,Cincinnati; Oklahoma:Oklahoma City,Tulsa; Oregon:Portland,Eugene,Salem,Bend; \
Pennsylvania:Philadelphia,Pittsburgh; Rhode Island:Providence,Newport; South Carolina:Charleston,Columbia; \
South Dakota:Sioux Falls,Rapid City; Tennessee:Nashville,Memphis,Knoxville; Texas:Austin,Houston,Dallas,San Antonio,El Paso; \
Utah:Salt Lake City,Provo; Vermont:Burlington,Montpelier; Virginia:Richmond,Arlington,Virginia Beach; \
Washington:Seattle,Spokane,Tacoma; West Virginia:Charleston,Morgantown; Wisconsin:Milwaukee,Madison; Wyoming:Cheyenne,Casper";

const UK: &str = "England:London,Manchester,Birmingham,Leeds,Bristol,Liverpool,Oxford,Cambridge,Brighton; \
Scotland:Edinburgh,Glasgow,Aberdeen,Dundee; Wales:Cardiff,Swansea,Newport; Northern Ireland:Belfast,Derry,Lisburn";

const DE: &str = "Baden-Wuerttemberg:Stuttgart,Karlsruhe,Mannheim,Freiburg; Bayern:Muenchen,Nuernberg,Augsburg,Regensburg; \
Berlin:Berlin; Brandenburg:Potsdam,Cottbus; Bremen:Bremen,Bremerhaven; Hamburg:Hamburg; \
Hessen:Frankfurt am Main,Wiesbaden,Kassel; Mecklenburg-Vorpommern:Rostock,Schwerin; \
Niedersachsen:Hannover,Braunschweig,Oldenburg; Nordrhein-Westfalen:Koeln,Duesseldorf,Dortmund,Essen,Bonn,Muenster; \
Rheinland-Pfalz:Mainz,Koblenz,Trier; Saarland:Saarbruecken; Sachsen:Leipzig,Dresden,Chemnitz; \
Sachsen-Anhalt:Magdeburg,Halle; Schleswig-Holstein:Kiel,Luebeck,Flensburg; Thueringen:Erfurt,Jena,Weimar";

const FR: &str = "Ain:Bourg-en-Bresse,Amberieu-en-bugey; Aisne:Laon,Soissons; Allier:Moulins,Vichy; Alpes-de-Haute-Provence:Digne-les-Bains; \
Hautes-Alpes:Gap; Alpes-Maritimes:Nice,Cannes,Antibes; Ardeche:Privas,Annonay; Ardennes:Charleville-Mezieres; Ariege:Foix; \
Aube:Troyes; Aude:Carcassonne,Narbonne; Aveyron:Rodez,Millau; Bouches-du-Rhone:Marseille,Aix-en-Provence,Arles; Calvados:Caen,Lisieux; \
Cantal:Aurillac; Charente:Angouleme,Cognac; Charente-Maritime:La Rochelle,Rochefort; Cher:Bourges; Correze:Tulle,Brive-la-Gaillarde; \
Corse-du-Sud:Ajaccio; Haute-Corse:Bastia; Cote-d'Or:Dijon,Beaune; Cotes-d'Armor:Saint-Brieuc; Creuse:Gueret; Dordogne:Perigueux,Bergerac; \
Doubs:Besancon; Drome:Valence,Montelimar; Eure:Evreux; Eure-et-Loir:Chartres; Finistere:Quimper,Brest; Gard:Nimes,Ales; \
Haute-Garonne:Toulouse,Colomiers; Gers:Auch; Gironde:Bordeaux,Merignac,Pessac; Herault:Montpellier,Beziers,Sete; \
Ille-et-Vilaine:Rennes,Saint-Malo; Indre:Chateauroux; Indre-et-Loire:Tours; Isere:Grenoble,Vienne; Jura:Lons-le-Saunier; \
Landes:Mont-de-Marsan,Dax; Loir-et-Cher:Blois; Loire:Saint-Etienne,Roanne; Haute-Loire:Le Puy-en-Velay; Loire-Atlantique:Nantes,Saint-Nazaire; \
Loiret:Orleans; Lot:Cahors; Lot-et-Garonne:Agen; Lozere:Mende; Maine-et-Loire:Angers,Cholet; Manche:Saint-Lo,Cherbourg; \
Marne:Reims,Chalons-en-Champagne; Haute-Marne:Chaumont; Mayenne:Laval; Meurthe-et-Moselle:Nancy; Meuse:Bar-le-Duc,Verdun; \
Morbihan:Vannes,Lorient; Moselle:Metz,Thionville; Nievre:Nevers; Nord:Lille,Roubaix,Dunkerque; Oise:Beauvais,Compiegne; Orne:Alencon; \
Pas-de-Calais:Arras,Calais; Puy-de-Dome:Clermont-Ferrand; Pyrenees-Atlantiques:Pau,Bayonne,Biarritz; Hautes-Pyrenees:Tarbes,Lourdes; \
Pyrenees-Orientales:Perpignan; Bas-Rhin:Strasbourg,Haguenau; Haut-Rhin:Colmar,Mulhouse; Rhone:Lyon,Villeurbanne; Haute-Saone:Vesoul; \
Saone-et-Loire:Macon,Chalon-sur-Saone; Sarthe:Le Mans; Savoie:Chambery; Haute-Savoie:Annecy,Chamonix-Mont-Blanc; Paris:Paris; \
Seine-Maritime:Rouen,Le Havre; Seine-et-Marne:Melun,Meaux; Yvelines:Versailles,Poissy; Deux-Sevres:Niort; Somme:Amiens; \
Tarn:Albi,Castres; Tarn-et-Garonne:Montauban; Var:Toulon,Frejus; Vaucluse:Avignon,Orange; Vendee:La Roche-sur-Yon; Vienne:Poitiers; \
Haute-Vienne:Limoges; Vosges:Epinal; Yonne:Auxerre,Sens; Territoire de Belfort:Belfort; Essonne:Evry,Massy; \
Hauts-de-Seine:Nanterre,Boulogne-Billancourt,Neuilly-sur-Seine; Seine-Saint-Denis:Bobigny,Montreuil,Saint-Denis; \
Val-de-Marne:Creteil,Vincennes; Val-d'Oise:Cergy,Argenteuil";

const ES: &str = "A Coruna:A Coruna,Santiago de Compostela; Alava:Vitoria-Gasteiz; Albacete:Albacete; Alicante:Alicante,Elche,Benidorm; \
Almeria:Almeria; Asturias:Oviedo,Gijon; Avila:Avila; Badajoz:Badajoz,Merida; Baleares:Palma de Mallorca,Ibiza; \
Barcelona:Barcelona,Badalona,Sabadell,Terrassa; Burgos:Burgos; Caceres:Caceres; Cadiz:Cadiz,Jerez de la Frontera; Cantabria:Santander; \
Castellon:Castellon de la Plana; Ciudad Real:Ciudad Real; Cordoba:Cordoba; Cuenca:Cuenca; Girona:Girona,Figueres; Granada:Granada; \
Guadalajara:Guadalajara; Guipuzcoa:San Sebastian; Huelva:Huelva; Huesca:Huesca; Jaen:Jaen; La Rioja:Logrono; Las Palmas:Las Palmas de Gran Canaria; \
Leon:Leon; Lleida:Lleida; Lugo:Lugo; Madrid:Madrid,Alcala de Henares,Getafe; Malaga:Malaga,Marbella; Murcia:Murcia,Cartagena; Navarra:Pamplona; \
Ourense:Ourense; Palencia:Palencia; Pontevedra:Vigo,Pontevedra; Salamanca:Salamanca; Santa Cruz de Tenerife:Santa Cruz de Tenerife; Segovia:Segovia; \
Sevilla:Sevilla,Dos Hermanas; Soria:Soria; Tarragona:Tarragona,Reus; Teruel:Teruel; Toledo:Toledo; Valencia:Valencia,Gandia; Valladolid:Valladolid; \
Vizcaya:Bilbao,Barakaldo; Zamora:Zamora; Zaragoza:Zaragoza";

const BR: &str = "Acre:Rio Branco; Alagoas:Maceio; Amapa:Macapa; Amazonas:Manaus; Bahia:Salvador,Feira de Santana; Ceara:Fortaleza; \
Distrito Federal:Brasilia; Espirito Santo:Vitoria,Vila Velha; Goias:Goiania,Anapolis; Maranhao:Sao Luis; Mato Grosso:Cuiaba; \
Mato Grosso do Sul:Campo Grande; Minas Gerais:Belo Horizonte,Uberlandia,Contagem; Para:Belem; Paraiba:Joao Pessoa; Parana:Curitiba,Londrina,Maringa; \
Pernambuco:Recife,Olinda; Piaui:Teresina; Rio de Janeiro:Rio de Janeiro,Niteroi,Petropolis; Rio Grande do Norte:Natal; \
Rio Grande do Sul:Porto Alegre,Caxias do Sul; Rondonia:Porto Velho; Roraima:Boa Vista; Santa Catarina:Florianopolis,Joinville,Blumenau; \
Sao Paulo:Sao Paulo,Campinas,Santos,Guarulhos,Ribeirao Preto; Sergipe:Aracaju; Tocantins:Palmas";

const CA: &str = "Alberta:Calgary,Edmonton; British Columbia:Vancouver,Victoria,Kelowna,Burnaby; Manitoba:Winnipeg; New Brunswick:Moncton,Fredericton; \
Newfoundland and Labrador:St. John's; Northwest Territories:Yellowknife; Nova Scotia:Halifax; Nunavut:Iqaluit; \
Ontario:Toronto,Ottawa,Hamilton,London,Mississauga; Prince Edward Island:Charlottetown; Quebec:Montreal,Quebec,Laval,Gatineau; \
Saskatchewan:Regina,Saskatoon; Yukon:Whitehorse";

const AU: &str = "Australian Capital Territory:Canberra; New South Wales:Sydney,Newcastle,Wollongong; Northern Territory:Darwin,Alice Springs; \
Queensland:Brisbane,Gold Coast,Cairns; South Australia:Adelaide; Tasmania:Hobart,Launceston; Victoria:Melbourne,Geelong,Ballarat; \
Western Australia:Perth,Fremantle";

const NL: &str = "Drenthe:Assen,Emmen; Flevoland:Almere,Lelystad; Friesland:Leeuwarden; Gelderland:Arnhem,Nijmegen,Apeldoorn; Groningen:Groningen; \
Limburg:Maastricht,Venlo; Noord-Brabant:Eindhoven,Tilburg,Breda; Noord-Holland:Amsterdam,Haarlem,Zaandam; Overijssel:Zwolle,Enschede,Deventer; \
Utrecht:Utrecht,Amersfoort; Zeeland:Middelburg,Vlissingen; Zuid-Holland:Rotterdam,Den Haag,Leiden,Delft";

const IT: &str = "Abruzzo:Pescara,L'Aquila; Basilicata:Potenza,Matera; Calabria:Reggio Calabria,Catanzaro,Cosenza; Campania:Napoli,Salerno,Caserta; \
Emilia-Romagna:Bologna,Modena,Parma,Rimini; Friuli-Venezia Giulia:Trieste,Udine; Lazio:Roma,Latina,Viterbo; Liguria:Genova,La Spezia,Savona,Sanremo; \
Lombardia:Milano,Bergamo,Brescia,Como; Marche:Ancona,Pesaro; Molise:Campobasso; Piemonte:Torino,Novara,Asti; Puglia:Bari,Lecce,Taranto; \
Sardegna:Cagliari,Sassari; Sicilia:Palermo,Catania,Messina; Toscana:Firenze,Pisa,Siena,Livorno; Trentino-Alto Adige:Trento,Bolzano; \
Umbria:Perugia,Terni; Valle d'Aosta:Aosta; Veneto:Venezia,Verona,Padova,Vicenza";

const PL: &str = "Dolnoslaskie:Wroclaw,Legnica; Kujawsko-Pomorskie:Bydgoszcz,Torun; Lodzkie:Lodz; Lubelskie:Lublin; Lubuskie:Zielona Gora; \
Malopolskie:Krakow,Tarnow; Mazowieckie:Warszawa,Radom,Plock; Opolskie:Opole; Podkarpackie:Rzeszow; Podlaskie:Bialystok; \
Pomorskie:Gdansk,Gdynia,Sopot; Slaskie:Katowice,Gliwice,Czestochowa; Swietokrzyskie:Kielce; Warminsko-Mazurskie:Olsztyn; \
Wielkopolskie:Poznan,Kalisz; Zachodniopomorskie:Szczecin,Koszalin";

const MX: &str = "Aguascalientes:Aguascalientes; Baja California:Tijuana,Mexicali; Baja California Sur:La Paz; Campeche:Campeche; Chiapas:Tuxtla Gutierrez; \
Chihuahua:Chihuahua,Ciudad Juarez; Ciudad de Mexico:Benito Juarez,Cuauhtemoc,Coyoacan,Miguel Hidalgo; Coahuila:Saltillo,Torreon; Colima:Colima; \
Durango:Durango; Estado de Mexico:Toluca,Naucalpan; Guanajuato:Leon,Guanajuato; Guerrero:Acapulco; Hidalgo:Pachuca; Jalisco:Guadalajara,Zapopan; \
Michoacan:Morelia; Morelos:Cuernavaca; Nayarit:Tepic; Nuevo Leon:Monterrey,San Pedro Garza Garcia; Oaxaca:Oaxaca de Juarez; Puebla:Puebla; \
Queretaro:Queretaro; Quintana Roo:Cancun,Playa del Carmen; San Luis Potosi:San Luis Potosi; Sinaloa:Culiacan,Mazatlan; Sonora:Hermosillo; \
Tabasco:Villahermosa; Tamaulipas:Reynosa,Tampico; Tlaxcala:Tlaxcala; Veracruz:Veracruz,Xalapa; Yucatan:Merida; Zacatecas:Zacatecas";

const KR: &str = "Seoul:Gangnam-gu,Mapo-gu,Jongno-gu,Songpa-gu; Busan:Haeundae-gu,Suyeong-gu; Daegu:Suseong-gu; Incheon:Yeonsu-gu,Namdong-gu; \
Gwangju:Buk-gu; Daejeon:Yuseong-gu; Ulsan:Nam-gu; Sejong:Sejong; Gyeonggi-do:Suwon-si,Seongnam-si,Goyang-si,Yongin-si; Gangwon-do:Chuncheon-si; \
Chungcheongbuk-do:Cheongju-si; Chungcheongnam-do:Cheonan-si; Jeollabuk-do:Jeonju-si; Jeollanam-do:Yeosu-si; Gyeongsangbuk-do:Pohang-si; \
Gyeongsangnam-do:Changwon-si; Jeju-do:Jeju-si";

const SA: &str = "Riyadh:Riyadh,Al Kharj; Makkah:Jeddah,Makkah,Taif; Madinah:Madinah,Yanbu; Eastern Province:Dammam,Khobar,Dhahran,Jubail; \
Al Qassim:Buraidah,Unaizah; Asir:Abha,Khamis Mushait; Tabuk:Tabuk; Hail:Hail; Northern Borders:Arar; Jazan:Jazan; Najran:Najran; Al Bahah:Al Bahah; \
Al Jawf:Sakaka";

const VN: &str = "Ha Noi:Quan Hoan Kiem,Quan Cau Giay,Quan Dong Da; Ho Chi Minh:Quan 1,Quan 3,Quan Binh Thanh,Thanh pho Thu Duc; \
Da Nang:Quan Hai Chau,Quan Son Tra; Hai Phong:Quan Le Chan; Can Tho:Quan Ninh Kieu; Binh Duong:Thu Dau Mot; Dong Nai:Bien Hoa; \
Khanh Hoa:Nha Trang; Lam Dong:Da Lat; Quang Ninh:Ha Long; Thua Thien Hue:Hue; Nghe An:Vinh; Quang Nam:Hoi An; Bac Ninh:Bac Ninh; \
Ba Ria - Vung Tau:Vung Tau; An Giang:Long Xuyen; Kien Giang:Rach Gia; Thanh Hoa:Thanh Hoa";

const AT: &str = "Burgenland:Eisenstadt,Oberwart; Carinthia:Klagenfurt-Stadt,Villach-Stadt; Lower Austria:Sankt Poelten,Wiener Neustadt,Baden; \
Upper Austria:Linz-Stadt,Wels-Stadt,Steyr-Stadt; Salzburg:Salzburg-Stadt,Hallein; Styria:Graz-Stadt,Leoben; \
Tyrol:Innsbruck-Stadt,Schwaz,Kufstein; Vorarlberg:Bregenz,Dornbirn,Feldkirch; Vienna:Vienna";
